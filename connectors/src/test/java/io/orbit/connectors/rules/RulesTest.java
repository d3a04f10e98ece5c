package io.orbit.connectors.rules;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    @TempDir
    static Path data;

    private static SegmentEngine engine;
    private Orders orders;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    @BeforeEach
    void source() throws IOException {
        orders = Orders.in(data);
    }

    private Segments checking(String rules, String more) {
        return orders.checking(rules, more);
    }

    /** Violations of each rule, by its id, when rows that break one stay. */
    private Map<String, Long> violations(String more, String... rules) {
        List<String> warnings =
                Stream.of(rules).map(rule -> "{'policy':'warn'," + rule + "}").toList();
        var heard = checking(String.join(",", warnings), more).on(engine);
        assertThat(heard.metrics("check")).containsEntry("rowsOut", 5L);
        Map<String, Long> byId = new TreeMap<>();
        heard.result("check")
                .path("rules")
                .forEach(rule ->
                        byId.put(rule.path("id").asText(), rule.path("failed").asLong()));
        return byId;
    }

    @Test
    void eachCheckFindsItsViolationsAndANullIsOne() {
        Map<String, Long> violations = violations(
                "",
                "'id':'complete','check':'notNull','columns':['cust','amount']",
                "'id':'positive','check':'range','column':'amount','min':0",
                "'id':'between','check':'range','column':'amount','min':0,'max':7.5",
                "'id':'january','check':'range','column':'day','max':'2024-01-31'",
                "'id':'status','check':'acceptedValues','column':'status','values':['NEW','PAID']",
                "'id':'customer','check':'acceptedValues','column':'cust','values':[10,99]",
                "'id':'letter','check':'pattern','column':'status','pattern':'^N'",
                "'id':'key','check':'unique','columns':['id']",
                "'id':'wide-key','check':'unique','columns':['id','cust','status']",
                "'id':'known','check':'references','columns':['cust'],'to':{'dataset':'customers','columns':['key']}",
                "'id':'sql','check':'expression','expression':'amount > id'");

        assertThat(violations)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("complete", 1L),
                        Map.entry("positive", 2L),
                        Map.entry("between", 3L),
                        Map.entry("january", 1L),
                        Map.entry("status", 1L),
                        Map.entry("customer", 1L),
                        Map.entry("letter", 2L),
                        Map.entry("key", 2L),
                        Map.entry("wide-key", 0L),
                        Map.entry("known", 2L),
                        Map.entry("sql", 2L))));
    }

    @Test
    void aNullPassesWhenTheStepSaysSo() {
        Map<String, Long> violations = violations(
                ",'nullIs':'pass'",
                "'id':'positive','check':'range','column':'amount','min':0",
                "'id':'customer','check':'acceptedValues','column':'cust','values':[10,99]",
                "'id':'known','check':'references','columns':['cust'],'to':{'dataset':'customers','columns':['key']}",
                "'id':'sql','check':'expression','expression':'amount > id'");

        assertThat(violations).isEqualTo(new TreeMap<>(Map.of("positive", 1L, "customer", 0L, "known", 1L, "sql", 1L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "json", "parquet"})
    void badRowsArePutAsideOnceWithTheirRulesAndAreCounted(String format) {
        String rules = "{'id':'positive','check':'range','column':'amount','min':0,'policy':'quarantine'},"
                + "{'id':'known','check':'references','columns':['cust'],'to':{'dataset':'customers','columns':['key']},'policy':'quarantine'},"
                + "{'id':'status','check':'acceptedValues','column':'status','values':['NEW','PAID'],'policy':'drop'}";
        String more = ",'quarantine':{'path':'aside-%s','format':'%s'}".formatted(format, format);

        var first = checking(rules, more).on(engine);
        var retry = checking(rules, more).attempt(2, 2).on(engine);

        assertThat(first.metrics("check"))
                .containsEntry("rowsIn", 5L)
                .containsEntry("rowsOut", 1L)
                .containsEntry("quarantined", 3L)
                .containsEntry("dropped", 1L);
        assertThat(retry.metrics("check")).isEqualTo(first.metrics("check"));
        String schema = format.equals("json")
                ? ",'schema':{'run_id':'string','step_id':'string','rules':'array<string>','payload':'string'}"
                : "";
        var aside = segment()
                .step("all", "ExtractMethods." + format, "{'with':{'path':'aside-%s'%s}}".formatted(format, schema))
                .step(
                        "both",
                        "UserMethods.filter",
                        "{'with':{'where':'size(rules) = 2 AND payload LIKE :five AND step_id = :step','args':{'five':'%\\\"id\\\":5%','step':'check'}}}")
                .on(engine);
        assertThat(aside.metrics("all")).containsEntry("rowsOut", 3L);
        assertThat(aside.metrics("both")).containsEntry("rowsOut", 1L);
    }

    @Test
    void aBrokenRuleWithPolicyFailFailsTheStepAndNothingIsWritten() throws IOException {
        var heard = checking(
                        "{'id':'pk','check':'unique','columns':['id']},"
                                + "{'id':'positive','check':'range','column':'amount','min':0,'policy':'quarantine'}",
                        ",'quarantine':{'path':'never','format':'json'}")
                .step("load", "LoadMethods.json", "{'inputs':['check'],'with':{'path':'unloaded'}}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(heard.failure.step()).isEqualTo("check");
        assertThat(heard.failure).hasMessageContaining("of 5 rows, 2 broke rule 'pk'");
        assertThat(Folders.dataFiles(data.resolve("unloaded"))).isEmpty();
        assertThat(Folders.dataFiles(data.resolve("never"))).isEmpty();
    }

    @Test
    void theGateFailsTheStepWhenTooManyRowsAreBad() {
        String rule = "{'id':'positive','check':'range','column':'amount','min':0,'policy':'drop'}";

        var under = checking(rule, ",'gate':{'maxBadRatio':0.4,'maxBadRows':2}").on(engine);
        var ratio = checking(rule, ",'gate':{'maxBadRatio':0.39}").failingOn(engine);
        var number = checking(rule, ",'gate':{'maxBadRows':1}").failingOn(engine);

        assertThat(under.metrics("check")).containsEntry("dropped", 2L);
        assertThat(ratio.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(number.failure).hasMessageContaining("the gate lets 1 pass");
    }

    @Test
    void aRuleWithPolicyWarnKeepsTheRowsAndSaysSo() {
        var heard = checking("{'id':'pk','check':'unique','columns':['id'],'policy':'warn'}", "")
                .on(engine);

        assertThat(heard.metrics("check")).containsEntry("rowsOut", 5L);
        assertThat(heard.lines).contains("WARN check 2 broke rule 'pk'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'id':'r','check':'range','column':'amount'}                     | needs 'min' or 'max'
                    {'id':'r','check':'notNull'}                                     | needs 'columns'
                    {'id':'r','check':'pattern','column':'status'}                   | needs 'pattern'
                    {'id':'r','check':'references','columns':['cust']}               | needs 'to'
                    {'id':'r','check':'notNull','columns':['id'],'policy':'quarantine'} | puts rows aside
                    {'id':'r','check':'rowCount','min':1,'policy':'drop'}            | is about all rows
                    {'id':'r','check':'notNull','columns':['id'],'minRatio':0.5,'policy':'drop'} | is about all rows
                    {'id':'r','check':'rowCount','min':1.5}                          | needs whole numbers
                    {'id':'r','check':'length','column':'status'}                    | needs 'min' or 'max'
                    {'id':'r','check':'compare','left':'id','right':'cust'}          | needs 'op'
                    {'id':'r','check':'schema'}                                      | needs 'schema'
                    {'id':'r','check':'freshness','column':'day','maxAge':'soon'}    | needs 'maxAge' as a number
                    {'id':'r','check':'reconcile','measures':{'n':'count(*)'}}       | needs 'against'
                    {'id':'r','check':'reconcile','against':{'dataset':'customers'}} | needs 'measures'
                    """)
    void aRuleThatLacksWhatItsCheckNeedsIsRefused(String rule, String why) {
        var heard = checking(rule, "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(heard.failure).hasMessageContaining("Rule 'r' " + why);
    }

    @Test
    void anUnknownColumnIsASchemaMismatch() {
        var heard =
                checking("{'id':'r','check':'notNull','columns':['nope']}", "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure).hasMessageContaining("'nope'").hasMessageContaining("amount");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'id':'r','check':'length','column':'id','min':1}                            | column 'id' is int, not text
                    {'id':'r','check':'range','column':'status','min':1}                         | column 'status' is string, not a number
                    {'id':'r','check':'acceptedValues','column':'cust','values':['NEW']}         | column 'cust' is int, not like the value
                    {'id':'r','check':'compare','left':'id','op':'<','right':'status'}           | column 'id' is int, not like 'status', which is string
                    {'id':'r','check':'freshness','column':'status','maxAge':'1d'}               | column 'status' is string, not a date or a timestamp
                    {'id':'r','check':'compare','left':'id','op':'<','right':'costs'}            | Did you mean 'cust'?
                    {'id':'r','check':'notNull','columns':['amuont'],'minRatio':0.5}             | Did you mean 'amount'?
                    """)
    void aRuleThatDoesNotFitTheColumnsIsASchemaMismatch(String rule, String why) {
        var heard = checking(rule, "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure).hasMessageContaining(why);
    }

    @Test
    void lengthsAndColumnsAreCompared() {
        Map<String, Long> violations = violations(
                "",
                "'id':'length','check':'length','column':'status','min':4",
                "'id':'short','check':'length','column':'status','max':3",
                "'id':'less','check':'compare','left':'id','op':'<','right':'cust'",
                "'id':'same','check':'compare','left':'id','op':'=','right':'id'",
                "'id':'amount','check':'compare','left':'id','op':'!=','right':'amount'");

        assertThat(violations)
                .isEqualTo(new TreeMap<>(Map.of("length", 4L, "short", 1L, "less", 1L, "same", 0L, "amount", 1L)));
    }

    @Test
    void theStrictestPolicyDecidesAndEachRuleSaysWhatBecameOfItsRows() {
        // Row 2 breaks drop and quarantine, row 5 all three, row 4 warns only.
        var heard = checking(
                        "{'id':'w','check':'acceptedValues','column':'status','values':['NEW','PAID'],'policy':'warn'},"
                                + "{'id':'d','check':'range','column':'amount','min':0,'policy':'drop'},"
                                + "{'id':'q','check':'expression','expression':'id != 2 AND cust IS NOT NULL','policy':'quarantine'}",
                        ",'quarantine':{'path':'strict','format':'json'}")
                .on(engine);

        assertThat(heard.metrics("check"))
                .containsEntry("rowsIn", 5L)
                .containsEntry("rowsOut", 3L)
                .containsEntry("dropped", 0L)
                .containsEntry("quarantined", 2L);
        assertThat(heard.result("check").at("/rules/0").toString())
                .isEqualTo(
                        "{\"id\":\"w\",\"check\":\"acceptedValues\",\"policy\":\"warn\",\"evaluated\":5,\"failed\":1,\"dropped\":0,\"quarantined\":0,\"ratio\":0.2}");
        assertThat(heard.result("check").at("/rules/1/quarantined").asLong()).isEqualTo(2);
        assertThat(heard.result("check").at("/rules/2/ratio").asDouble()).isEqualTo(0.4);
    }
}
