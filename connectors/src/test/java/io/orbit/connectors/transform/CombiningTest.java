package io.orbit.connectors.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombiningTest {
    @TempDir
    static Path data;

    private static SegmentEngine engine;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    private static Tables orders() throws IOException {
        return new Tables(data, engine)
                .with(
                        "a",
                        "{'k':'int','x':'string'}",
                        "{'k':1,'x':'one'}",
                        "{'k':2,'x':'two'}",
                        "{'k':null,'x':'none'}")
                .with(
                        "b",
                        "{'k':'int','y':'int'}",
                        "{'k':2,'y':20}",
                        "{'k':2,'y':21}",
                        "{'k':7,'y':70}",
                        "{'k':7,'y':71}",
                        "{'k':null,'y':0}");
    }

    private static String joining(String condition, String type, String inputs) {
        return "{'inputs':%s,'with':{%s,'type':'%s','onMany':'fail','select':['x','y']}}"
                .formatted(inputs, condition, type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'keys':['k']", "'on':'left.k = right.k'"})
    void aJoinThatMultipliesARowFailsWhenItMust(String condition) throws IOException {
        for (String type : new String[] {"inner", "left", "full"}) {
            var heard = orders().failing("join", joining(condition, type, "['a','b']"));

            assertThat(heard.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            assertThat(heard.failure).hasMessageContaining("a row of the left input matches several");
        }
        assertThat(orders().failing("join", joining(condition, "right", "['b','a']")).failure)
                .hasMessageContaining("a row of the right input matches several");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'keys':['k']", "'on':'left.k = right.k'"})
    void rowsThatMatchNothingMayHaveTheSameKeyAndSeveralMayMatchOne(String condition) throws IOException {
        Tables alone = orders().with("a", "{'k':'int','x':'string'}", "{'k':1,'x':'one'}", "{'k':null,'x':'none'}");
        assertThat(alone.rows("join", joining(condition, "full", "['a','b']"))).hasSize(7);

        Tables reverse = orders().with("a", "{'k':'int','x':'string'}", "{'k':2,'x':'two'}", "{'k':3,'x':'three'}");
        assertThat(reverse.rows("join", joining(condition, "left", "['b','a']")))
                .containsExactly(
                        "{'x':'two','y':20}",
                        "{'x':'two','y':21}",
                        "{'x':null,'y':0}",
                        "{'x':null,'y':70}",
                        "{'x':null,'y':71}");
        assertThat(orders().rows(
                                "join",
                                "{'inputs':['a','b'],'with':{%s,'type':'semi','onMany':'fail'}}".formatted(condition)))
                .containsExactly("{'k':2,'x':'two'}");
    }

    @Test
    void aUnionLooksAtColumnsAndTypesBeforeAnyRow() throws IOException {
        Tables tables = orders().with("c", "{'K':'bigint','x':'string'}", "{'K':9,'x':'nine'}")
                .with("d", "{'k':'string','x':'string'}", "{'k':'z','x':'z'}");

        assertThat(tables.rows("union", "{'inputs':['a','c'],'with':{}}"))
                .hasSize(4)
                .contains("{'k':9,'x':'nine'}");
        assertThat(tables.failing("union", "{'inputs':['a','d'],'with':{}}").failure)
                .hasMessageContaining("column 'k' is string in input 'd', and 'k' is int in the first");
        assertThat(tables.failing("union", "{'inputs':['a','b'],'with':{}}").failure)
                .hasMessageContaining("input 'b' lacks column 'x'")
                .hasMessageContaining("fillMissing");
        assertThat(tables.failing("union", "{'inputs':['a','b'],'with':{'by':'position'}}")
                        .failure
                        .code())
                .isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(tables.failing("union", "{'inputs':['a','c'],'with':{'by':'position','fillMissing':true}}")
                        .failure
                        .code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    private static Tables versions() throws IOException {
        return new Tables(data, engine)
                .with(
                        "in",
                        "{'k':'int','at':'int','v':'string','m':'map<string,int>'}",
                        "{'k':1,'at':1,'v':'old','m':{}}",
                        "{'k':1,'at':2,'v':'b','m':{}}",
                        "{'k':1,'at':2,'v':'a','m':{}}",
                        "{'k':2,'at':null,'v':'x','m':null}",
                        "{'k':null,'at':5,'v':'n','m':null}",
                        "{'k':null,'at':5,'v':'n','m':null}");
    }

    @Test
    void anOrderThatDoesNotDecideIsDecidedByTheOtherColumnsAndToldOrRefused() throws IOException {
        String with = "{'inputs':['in'],'with':{'keys':['k'],'orderBy':'at'%s}}";

        assertThat(versions().rows("deduplicate", with.formatted("")))
                .containsExactly(
                        "{'k':1,'at':2,'v':'b','m':{}}",
                        "{'k':2,'at':null,'v':'x','m':null}",
                        "{'k':null,'at':5,'v':'n','m':null}");
        assertThat(versions().heard("deduplicate", with.formatted("")).lines)
                .anyMatch(line -> line.startsWith("WARN step") && line.contains("non-deterministic"));
        assertThat(versions().heard("deduplicate", with.formatted(",'onTie':'ignore'")).lines)
                .noneMatch(line -> line.contains("non-deterministic"));
        var failed = versions().failing("deduplicate", with.formatted(",'onTie':'fail'"));
        assertThat(failed.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void rowsThatAreTheSameInEverythingAreNoTie() throws IOException {
        Tables twice = new Tables(data, engine)
                .with("in", "{'k':'int','at':'int'}", "{'k':1,'at':1}", "{'k':1,'at':1}", "{'k':1,'at':0}");

        assertThat(twice.rows("deduplicate", "{'inputs':['in'],'with':{'keys':['k'],'orderBy':'at','onTie':'fail'}}"))
                .containsExactly("{'k':1,'at':1}");
        assertThat(twice.rows("deduplicate", "{'inputs':['in'],'with':{}}")).hasSize(2);
        assertThat(twice.rows("deduplicate", "{'inputs':['in'],'with':{'keys':['k'],'keep':'first'}}"))
                .containsExactly("{'k':1,'at':0}");
    }

    @Test
    void anOrderThatIsAnotherOneEachTimeIsRefused() throws IOException {
        var heard = versions().failing("deduplicate", "{'inputs':['in'],'with':{'keys':['k'],'orderBy':'rand()'}}");

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(heard.failure).hasMessageContaining("non-deterministic");
    }

    @Test
    void aCastKeepsWhatItCouldNotCast() throws IOException {
        Tables tables = new Tables(data, engine)
                .with(
                        "in",
                        "{'n':'string','d':'string','x':'int'}",
                        "{'n':'1','d':'2024-01-31','x':1}",
                        "{'n':'one','d':'soon','x':2}",
                        "{'n':null,'d':null,'x':3}");

        assertThat(tables.rows("cast", "{'inputs':['in'],'with':{'columns':{'N':'int','d':'date'},'onError':'mark'}}"))
                .containsExactly(
                        "{'n':1,'d':'2024-01-31','x':1,'cast_errors':null}",
                        "{'n':null,'d':null,'x':2,'cast_errors':{'n':'one','d':'soon'}}",
                        "{'n':null,'d':null,'x':3,'cast_errors':null}");
        assertThat(tables.failing("cast", "{'inputs':['in'],'with':{'columns':{'m':'int'}}}").failure)
                .hasMessageContaining("there is no column 'm'");
        assertThat(tables.failing(
                                "cast",
                                "{'inputs':['in'],'with':{'columns':{'n':'int'},'onError':'mark','errorColumn':'X'}}")
                        .failure)
                .hasMessageContaining("there is a column 'X' already");
        assertThat(tables.failing("cast", "{'inputs':['in'],'with':{'columns':{'n':'whole'}}}")
                        .failure
                        .code())
                .isEqualTo(ErrorCode.PARAMETER_INVALID);
    }
}
