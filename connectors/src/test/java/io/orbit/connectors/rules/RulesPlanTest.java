package io.orbit.connectors.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.registry.ParameterBinder;
import io.orbit.connectors.transform.SqlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class RulesPlanTest {
    @TempDir
    static Path data;

    private static SparkSession session;

    @BeforeAll
    static void open() {
        Segments.engine(EngineSettings.in(data)).warmUp();
        session = SparkSession.builder().getOrCreate();
    }

    @Test
    void twentyRulesOnRowsAreOneScanAndOneProjection() {
        String file = data.resolve("rows").toString();
        session.range(10)
                .selectExpr("id", "cast(id AS string) AS s", "id * 2 AS n")
                .write()
                .parquet(file);
        Dataset<Row> rows = session.read().parquet(file);
        ObjectNode with = JsonNodeFactory.instance.objectNode();
        for (int at = 0; at < 20; at++) {
            ObjectNode rule = with.withArray("rules").addObject().put("id", "r" + at);
            switch (at % 4) {
                case 0 -> rule.put("check", "range").put("column", "n").put("min", at);
                case 1 ->
                    rule.put("check", "notNull").putArray("columns").add("id").add("s");
                case 2 -> rule.put("check", "length").put("column", "s").put("max", at);
                default ->
                    rule.put("check", "compare")
                            .put("left", "id")
                            .put("op", "<=")
                            .put("right", "n");
            }
        }
        Rules rules = ParameterBinder.bind(Rules.class, with);
        RowRules ofRows = new RowRules(rules, new Inputs(Map.of("rows", rows)), rows);

        Dataset<Row> checked = Validation.checked(
                SqlText.columns(rows, List.of(rows.columns())), ofRows.rows(), new Bits(ofRows.violations()), false);

        List<SparkPlan> nodes = new ArrayList<>();
        collect(
                ((org.apache.spark.sql.classic.Dataset<?>) checked)
                        .queryExecution()
                        .sparkPlan(),
                nodes);
        assertThat(ofRows.violations()).hasSize(25);
        assertThat(nodes).filteredOn(node -> node.children().isEmpty()).hasSize(1);
        assertThat(nodes).filteredOn(ProjectExec.class::isInstance).hasSize(1);
        assertThat(nodes).noneMatch(Exchange.class::isInstance).hasSizeLessThanOrEqualTo(3);
    }

    private static void collect(SparkPlan plan, List<SparkPlan> nodes) {
        nodes.add(plan);
        CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, nodes));
    }
}
