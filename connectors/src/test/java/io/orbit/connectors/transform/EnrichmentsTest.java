package io.orbit.connectors.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichmentsTest {
    private static final String SALT = "sixteen-or-more-characters";

    @TempDir
    static Path data;

    private static SegmentEngine engine;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work"))
                .withBaseDir(data)
                .withCredentials(reference ->
                        new Credential(reference, Map.of("salt", reference.contains("short") ? "pepper" : SALT))));
    }

    private static Tables people() throws IOException {
        return new Tables(data, engine)
                .connections("{'privacy':{'type':'other','credentials':'vault:orbit/data/privacy#salt'},"
                        + "'weak':{'type':'other','credentials':'vault:orbit/data/short#salt'}}")
                .with(
                        "in",
                        "{'id':'bigint','mail':'string','card':'string','tags':'array<string>'}",
                        "{'id':4711,'mail':'Ann@example.org','card':'4111-1111-1111-1234','tags':['a']}",
                        "{'id':4712,'mail':'ann@example.org','card':'12','tags':[]}",
                        "{'id':null,'mail':null,'card':null,'tags':null}")
                .with("other", "{'cust':'int'}", "{'cust':4711}");
    }

    @Test
    void valuesAreMaskedAndNullsStay() throws IOException {
        List<String> rows = people().rows(
                        "mask",
                        "{'inputs':['in'],'with':{'connection':'privacy','columns':{'mail':'redact','card':'last4'}}}");

        assertThat(rows)
                .containsExactly(
                        "{'id':4711,'mail':'***','card':'***************1234','tags':['a']}",
                        "{'id':4712,'mail':'***','card':'**','tags':[]}",
                        "{'id':null,'mail':null,'card':null,'tags':null}");
    }

    @Test
    void equalValuesStayEqualInOtherTablesColumnsAndTypesSoThatJoinsFindEachOther() throws IOException {
        for (String masking : List.of("hash", "tokenize")) {
            String left = people()
                    .rows(
                            "mask",
                            "{'inputs':['in'],'with':{'connection':'privacy','columns':{'id':'%s'}}}"
                                    .formatted(masking))
                    .stream()
                    .filter(row -> row.contains("Ann@"))
                    .findFirst()
                    .orElseThrow();
            String right = people().rows(
                            "mask",
                            "{'inputs':['other'],'with':{'connection':'privacy','columns':{'cust':'%s'}}}"
                                    .formatted(masking))
                    .get(0);

            String masked = right.substring("{'cust':'".length(), right.length() - 2);
            assertThat(masked).doesNotContain("4711").hasSize(masking.equals("hash") ? 64 : 4);
            assertThat(left).contains("{'id':'" + masked + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'columns':{'mial':'hash'},'connection':'privacy'}  | Did you mean 'mail'?
            {'columns':{'tags':'redact'}}                       | 'tags' is array<string>; only text
            {'columns':{'mail':'hash'}}                         | need 'connection'
            {'columns':{'mail':'hash'},'connection':'weak'}     | shorter than 16 characters
            """)
    void whatCannotBeMaskedSafelyIsRefused(String with, String why) throws IOException {
        var heard = people().failing("mask", "{'inputs':['in'],'with':%s}".formatted(with));

        assertThat(heard.failure).hasMessageContaining(why).hasMessageNotContaining("pepper");
    }

    @Test
    void nullsAreFilledByWhatIsOfTheirType() throws IOException {
        Tables tables = new Tables(data, engine)
                .with(
                        "in",
                        "{'n':'int','d':'date','s':'string','b':'boolean','m':'decimal(5,2)'}",
                        "{'n':null,'d':null,'s':null,'b':null,'m':null}",
                        "{'n':1,'d':'2024-02-29','s':'','b':false,'m':1.5}");

        assertThat(tables.rows(
                        "fillNulls",
                        "{'inputs':['in'],'with':{'defaults':{'N':0,'d':'9999-12-31','s':'none','b':true,'m':0.25}}}"))
                .containsExactly(
                        "{'n':0,'d':'9999-12-31','s':'none','b':true,'m':0.25}",
                        "{'n':1,'d':'2024-02-29','s':'','b':false,'m':1.50}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'n':'zero'}        | PARAMETER_INVALID | column 'n' is int, and its default is of another type
            {'n':1.5}           | PARAMETER_INVALID | is of another type
            {'n':3000000000}    | PARAMETER_INVALID | does not fit into it
            {'day':'someday'}   | PARAMETER_INVALID | does not fit into it
            {'dya':'2024-01-01'} | SCHEMA_MISMATCH  | Did you mean 'day'?
            """)
    void aDefaultOfAnotherTypeIsRefusedBeforeAnyRow(String defaults, ErrorCode code, String why) throws IOException {
        Tables tables = new Tables(data, engine).with("in", "{'n':'int','day':'date'}", "{'n':1}");

        var heard = tables.failing("fillNulls", "{'inputs':['in'],'with':{'defaults':%s}}".formatted(defaults));

        assertThat(heard.failure.code()).isEqualTo(code);
        assertThat(heard.failure).hasMessageContaining(why);
    }

    private static Tables flights() throws IOException {
        return new Tables(data, engine)
                .with(
                        "in",
                        "{'origin':'string','n':'int'}",
                        "{'origin':'ABE','n':1}",
                        "{'origin':'ZZZ','n':2}",
                        "{'origin':null,'n':3}")
                .with(
                        "airports",
                        "{'iata':'string','city':'string'}",
                        "{'iata':'ABE','city':'Allentown'}",
                        "{'iata':null,'city':'Nowhere'}",
                        "{'iata':'TWO','city':'One'}",
                        "{'iata':'TWO','city':'Two'}");
    }

    private static String lookup(String more) {
        return "{'inputs':['in','airports'],'with':{'dataset':'airports','keys':{'origin':'iata'},'add':['city']%s}}"
                .formatted(more);
    }

    @Test
    void aLookupAddsColumnsAndNeverMultipliesRows() throws IOException {
        assertThat(flights().rows("lookup", lookup("")))
                .containsExactly(
                        "{'origin':'ABE','n':1,'city':'Allentown'}",
                        "{'origin':'ZZZ','n':2,'city':null}",
                        "{'origin':null,'n':3,'city':null}");
        assertThat(flights().rows("lookup", lookup(",'onMissing':'drop'")))
                .containsExactly("{'origin':'ABE','n':1,'city':'Allentown'}");
        var twice = flights()
                .with("in", "{'origin':'string','n':'int'}", "{'origin':'TWO','n':1}")
                .failing("lookup", lookup(""));
        assertThat(twice.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(twice.failure).hasMessageContaining("several rows of one key by [iata]");
    }

    @Test
    void aRowThatIsNotFoundFailsTheStepWhenItMust() throws IOException {
        var heard = flights().failing("lookup", lookup(",'onMissing':'fail'"));

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(heard.failure)
                .hasMessageContaining("not in 'airports' by [origin]")
                .hasMessageNotContaining("ZZZ");
    }

    @Test
    void aLookupNamesWhatIsWrongWithItsColumns() throws IOException {
        var key = flights()
                .failing(
                        "lookup",
                        "{'inputs':['in','airports'],'with':{'dataset':'airports','keys':{'orgin':'iata'},'add':['city']}}");
        var there = flights()
                .failing(
                        "lookup",
                        "{'inputs':['in','airports'],'with':{'dataset':'airports','keys':{'origin':'iata'},'add':['n']}}");
        var dataset = flights()
                .failing(
                        "lookup",
                        "{'inputs':['in','airports'],'with':{'dataset':'airport','keys':{'origin':'iata'},'add':['city']}}");

        assertThat(key.failure).hasMessageContaining("Did you mean 'origin'?");
        assertThat(there.failure).hasMessageContaining("there is a column 'n' already");
        assertThat(dataset.failure).hasMessageContaining("There is no input 'airport'");
    }

    @Test
    void noRowsGiveNoRows() throws IOException {
        Tables empty = flights()
                .with("in", "{'origin':'string','n':'int'}")
                .with("airports", "{'iata':'string','city':'string'}");

        assertThat(empty.rows("lookup", lookup(",'onMissing':'fail'"))).isEmpty();
        assertThat(empty.rows("fillNulls", "{'inputs':['in'],'with':{'defaults':{'n':0}}}"))
                .isEmpty();
        assertThat(empty.rows("mask", "{'inputs':['in'],'with':{'columns':{'origin':'redact'}}}"))
                .isEmpty();
    }
}
