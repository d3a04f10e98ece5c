package io.orbit.connectors.transform;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformsTest {
    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private static int folders;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    @BeforeEach
    void source() throws IOException {
        Files.writeString(data.resolve("flights.csv"), "origin,delay,day\nABE,5,1\nABE,15,2\nBUR,-3,1\nZZZ,9,1\n");
        Files.writeString(data.resolve("airports.csv"), "iata,city\nABE,Allentown\nBUR,Burbank\n");
    }

    private static Segments reading() {
        return segment()
                .step(
                        "flights",
                        "ExtractMethods.csv",
                        "{'with':{'path':'flights.csv','schema':{'origin':'string','delay':'int','day':'int'}}}")
                .step(
                        "airports",
                        "ExtractMethods.csv",
                        "{'with':{'path':'airports.csv','schema':{'iata':'string','city':'string'}}}");
    }

    /** Lines of what the step leaves, as JSON documents, sorted. */
    private static List<String> rowsOf(String method, String spec) throws IOException {
        String folder = "rows-" + folders++;
        reading()
                .step("step", method, spec)
                .step(
                        "load",
                        "LoadMethods.json",
                        "{'inputs':['step'],'with':{'path':'%s','skipNulls':false}}".formatted(folder))
                .on(engine);
        List<String> lines = new ArrayList<>();
        for (Path file : Folders.dataFiles(data.resolve(folder))) {
            lines.addAll(Files.readAllLines(file));
        }
        lines.sort(null);
        return lines;
    }

    @Test
    void aFilterTakesItsValuesFromBindsAndMayBeOneName() throws IOException {
        assertThat(rowsOf(
                        "UserMethods.filter",
                        "{'inputs':['flights'],'with':{'where':'delay > :least','args':{'least':8}}}"))
                .containsExactly(
                        "{\"origin\":\"ABE\",\"delay\":15,\"day\":2}", "{\"origin\":\"ZZZ\",\"delay\":9,\"day\":1}");
        assertThat(rowsOf("UserMethods.filter", "{'inputs':['flights'],'with':{'where':'false -- all'}}"))
                .isEmpty();
    }

    @Test
    void selectKeepsOrdersDropsAndRenames() throws IOException {
        assertThat(rowsOf(
                        "UserMethods.select",
                        "{'inputs':['airports'],'with':{'rename':{'iata':'code'},'columns':['city','iata']}}"))
                .containsExactly(
                        "{\"city\":\"Allentown\",\"code\":\"ABE\"}", "{\"city\":\"Burbank\",\"code\":\"BUR\"}");
        assertThat(rowsOf("UserMethods.select", "{'inputs':['airports'],'with':{'drop':['iata']}}"))
                .containsExactly("{\"city\":\"Allentown\"}", "{\"city\":\"Burbank\"}");
    }

    @Test
    void aDerivedColumnMayUseAnEarlierOneAndReplaceAnother() throws IOException {
        assertThat(
                        rowsOf(
                                "UserMethods.derive",
                                "{'inputs':['airports'],'with':{'columns':{'n':'length(city)','m':'n + :one','city':'upper(city)'},'args':{'one':1}}}"))
                .containsExactly(
                        "{\"iata\":\"ABE\",\"city\":\"ALLENTOWN\",\"n\":9,\"m\":10}",
                        "{\"iata\":\"BUR\",\"city\":\"BURBANK\",\"n\":7,\"m\":8}");
    }

    @Test
    void aCastFailsOrGivesNullForWhatDoesNotFit() throws IOException {
        assertThat(rowsOf(
                        "UserMethods.cast",
                        "{'inputs':['airports'],'with':{'columns':{'city':'int'},'onError':'null'}}"))
                .containsExactly("{\"iata\":\"ABE\",\"city\":null}", "{\"iata\":\"BUR\",\"city\":null}");

        var failed = reading()
                .step("step", "UserMethods.cast", "{'inputs':['airports'],'with':{'columns':{'city':'int'}}}")
                .failingOn(engine);

        assertThat(failed.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failed.failure.getMessage()).doesNotContain("Allentown").contains("INT");
    }

    @Test
    void aJoinTakesKeysOrAConditionAndChoosesItsColumns() throws IOException {
        assertThat(rowsOf(
                        "UserMethods.join",
                        "{'inputs':{'left':'flights','right':'airports'},'with':{'type':'left','on':'left.origin = right.iata',"
                                + "'select':['left.delay','right.city AS town'],'broadcast':'right'}}"))
                .containsExactly(
                        "{\"delay\":-3,\"town\":\"Burbank\"}",
                        "{\"delay\":15,\"town\":\"Allentown\"}",
                        "{\"delay\":5,\"town\":\"Allentown\"}",
                        "{\"delay\":9,\"town\":null}");
        assertThat(rowsOf(
                        "UserMethods.join",
                        "{'inputs':['flights','flights'],'with':{'keys':['origin'],'type':'semi'}}"))
                .hasSize(4);
        assertThat(rowsOf(
                        "UserMethods.join",
                        "{'inputs':['flights','airports'],'with':{'on':'left.origin = right.iata','type':'anti'}}"))
                .containsExactly("{\"origin\":\"ZZZ\",\"delay\":9,\"day\":1}");
    }

    @Test
    void aJoinWithTwoColumnsOfOneNameOrWithoutConditionIsRefused() {
        var twice = reading()
                .step("other", "UserMethods.select", "{'inputs':['airports'],'with':{'rename':{'iata':'origin'}}}")
                .step(
                        "step",
                        "UserMethods.join",
                        "{'inputs':['flights','other'],'with':{'on':'left.origin = right.origin'}}")
                .failingOn(engine);
        var without = reading()
                .step("step", "UserMethods.join", "{'inputs':['flights','airports'],'with':{}}")
                .failingOn(engine);

        assertThat(twice.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(twice.failure).hasMessageContaining("two columns 'origin'");
        assertThat(without.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void anAggregateGroupsOrTakesAll() throws IOException {
        assertThat(
                        rowsOf(
                                "UserMethods.aggregate",
                                "{'inputs':['flights'],'with':{'groupBy':['origin'],'measures':{'n':'count(*)','worst':'max(delay)'}}}"))
                .containsExactly(
                        "{\"origin\":\"ABE\",\"n\":2,\"worst\":15}",
                        "{\"origin\":\"BUR\",\"n\":1,\"worst\":-3}",
                        "{\"origin\":\"ZZZ\",\"n\":1,\"worst\":9}");
        assertThat(rowsOf("UserMethods.aggregate", "{'inputs':['flights'],'with':{'measures':{'total':'sum(delay)'}}}"))
                .containsExactly("{\"total\":26}");
    }

    @Test
    void deduplicateKeepsTheLastOrFirstOfEachKey() throws IOException {
        String with = "{'inputs':['flights'],'with':{'keys':['origin'],'orderBy':'day','keep':'%s'}}";

        assertThat(rowsOf("UserMethods.deduplicate", with.formatted("last")))
                .hasSize(3)
                .contains("{\"origin\":\"ABE\",\"delay\":15,\"day\":2}");
        assertThat(rowsOf("UserMethods.deduplicate", with.formatted("first")))
                .hasSize(3)
                .contains("{\"origin\":\"ABE\",\"delay\":5,\"day\":1}");
        assertThat(rowsOf("UserMethods.deduplicate", "{'inputs':['flights'],'with':{'keys':['day']}}"))
                .hasSize(2);
    }

    @Test
    void aUnionGoesByNameOrByPosition() throws IOException {
        assertThat(rowsOf("UserMethods.union", "{'inputs':['flights','airports'],'with':{'fillMissing':true}}"))
                .hasSize(6)
                .contains("{\"origin\":null,\"delay\":null,\"day\":null,\"iata\":\"BUR\",\"city\":\"Burbank\"}");
        assertThat(rowsOf("UserMethods.union", "{'inputs':{'a':'airports','b':'airports'},'with':{'by':'position'}}"))
                .hasSize(4);
        assertThat(reading()
                        .step("step", "UserMethods.union", "{'inputs':['flights','airports'],'with':{}}")
                        .failingOn(engine)
                        .failure
                        .code())
                .isEqualTo(ErrorCode.SCHEMA_MISMATCH);
    }

    @Test
    void aSqlQuerySeesItsInputsByName() throws IOException {
        assertThat(rowsOf(
                        "UserMethods.sql",
                        "{'inputs':{'f':'flights','air-ports':'airports'},'with':{'query':"
                                + "'SELECT a.city, count(*) AS n FROM f JOIN `air-ports` a ON f.origin = a.iata WHERE f.day < :day GROUP BY a.city',"
                                + "'args':{'day':2}}}"))
                .containsExactly("{\"city\":\"Allentown\",\"n\":1}", "{\"city\":\"Burbank\",\"n\":1}");
    }

    @Test
    void aSqlCommandIsNoQuery() {
        var heard = reading()
                .step("step", "UserMethods.sql", "{'inputs':['flights'],'with':{'query':'DROP VIEW flights'}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void referencesInSqlAreRefusedSoThatNoValueBecomesSql() {
        var heard = reading()
                .step("step", "UserMethods.derive", "{'inputs':['flights'],'with':{'columns':{'x':'${params.x}'}}}")
                .params("{'x':'1'}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(heard.failure).hasMessageContaining("/with/columns is SQL");
    }
}
