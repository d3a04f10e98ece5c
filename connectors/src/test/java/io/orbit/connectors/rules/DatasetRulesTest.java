package io.orbit.connectors.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules about all rows together. */
class DatasetRulesTest {
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

    @Test
    void rulesAboutAllRowsWarnOrFailAndAreCountedOnce() {
        String rules = "{'id':'ratio','check':'notNull','columns':['cust','amount'],'minRatio':0.8},"
                + "{'id':'ratio-more','check':'notNull','columns':['cust'],'minRatio':0.9,'policy':'warn'},"
                + "{'id':'fresh','check':'freshness','column':'day','maxAge':'800d'},"
                + "{'id':'stale','check':'freshness','column':'day','maxAge':'24h','policy':'warn'},"
                + "{'id':'sums','check':'reconcile','against':{'dataset':'customers','measures':{'sum':'sum(key) - 1.5','rows':'count(*) + 3'}},"
                + "'measures':{'sum':'sum(amount)','rows':'count(*)'},'tolerance':0.01},"
                + "{'id':'apart','check':'reconcile','against':{'dataset':'customers'},'measures':{'rows':'count(*)'},'policy':'warn'}";

        var heard = orders.checking(rules, "").on(engine);

        assertThat(heard.lines)
                .contains("WARN check rule 'ratio-more' wants a value in a share of 0.9, and 'cust' has 4")
                .contains(
                        "WARN check rule 'stale' wants values of 'day' not older than 24h, and the newest is of 2024-02-05T00:00:00Z")
                .contains("WARN check rule 'apart' finds the rows unlike 'customers': 'rows' is 5 here and 2 there");
        Map<String, Long> failed = new TreeMap<>();
        heard.result("check").path("rules").forEach(rule -> {
            assertThat(rule.path("evaluated").asLong()).isEqualTo(1);
            failed.put(rule.path("id").asText(), rule.path("failed").asLong());
        });
        assertThat(failed)
                .isEqualTo(new TreeMap<>(
                        Map.of("ratio", 0L, "ratio-more", 1L, "fresh", 0L, "stale", 1L, "sums", 0L, "apart", 1L)));
        var stale = orders.checking("{'id':'stale','check':'freshness','column':'day','maxAge':'24h'}", "")
                .failingOn(engine);
        assertThat(stale.failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void anotherSchemaFailsTheStepBeforeAnyRowIsRead() throws IOException {
        // A row that could not be read would fail the extract.
        orders.with("x,y,z,u,v\n");
        String rule = "{'id':'shape','check':'schema','schema':{'ID':'int','customer':'bigint','amount':'float'%s}}";

        var wrong = orders.checking(rule.formatted(""), "").failingOn(engine);

        assertThat(wrong.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(wrong.failure.step()).isEqualTo("check");
        assertThat(wrong.failure)
                .hasMessageContaining("column 'customer' is missing")
                .hasMessageContaining("column 'amount' is double, not float")
                .hasMessageContaining("columns [cust, day, status] are not in it");
    }

    @Test
    void aSchemaThatFitsIsKeptAndOtherColumnsMayBeAllowed() {
        var kept = orders.checking(
                        "{'id':'shape','check':'schema','schema':{'ID':'int','amount':'double'},'allowExtra':true},"
                                + "{'id':'extra','check':'schema','schema':{'id':'int','amount':'double'},'policy':'warn'}",
                        "")
                .on(engine);
        var type = orders.checking("{'id':'shape','check':'schema','schema':{'id':'number'}}", "")
                .failingOn(engine);

        assertThat(kept.result("check").at("/rules/0/failed").asLong()).isZero();
        assertThat(kept.result("check").at("/rules/1/failed").asLong()).isEqualTo(1);
        assertThat(type.failure.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
        assertThat(type.failure).hasMessageContaining("'number' is no SQL type");
    }

    @Test
    void noRowsBreakNoRule() throws IOException {
        orders.with("");

        var heard = orders.checking(
                        "{'id':'r','check':'range','column':'amount','min':0},"
                                + "{'id':'u','check':'unique','columns':['id'],'scope':'batch'},"
                                + "{'id':'n','check':'notNull','columns':['id'],'minRatio':1}",
                        ",'gate':{'maxBadRatio':0}")
                .on(engine);
        var fresh = orders.checking("{'id':'f','check':'freshness','column':'day','maxAge':'1d'}", "")
                .failingOn(engine);
        var passes = orders.checking("{'id':'f','check':'freshness','column':'day','maxAge':'1d'}", ",'nullIs':'pass'")
                .on(engine);

        assertThat(heard.metrics("check")).containsEntry("rowsIn", 0L).containsEntry("rowsOut", 0L);
        assertThat(heard.result("check").at("/rules/0/ratio").asDouble()).isZero();
        assertThat(fresh.failure).hasMessageContaining("finds no value in 'day'");
        assertThat(passes.metrics("check")).containsEntry("rowsOut", 0L);
    }

    @Test
    void theNumberOfRowsCanBeARule() {
        var kept = orders.checking("{'id':'volume','check':'rowCount','min':5,'max':5}", "")
                .on(engine);
        var broken = orders.checking("{'id':'volume','check':'rowCount','min':6}", "")
                .failingOn(engine);

        assertThat(kept.metrics("check")).containsEntry("rowsOut", 5L);
        assertThat(broken.failure).hasMessageContaining("rule 'volume' wants at least 6");
    }
}
