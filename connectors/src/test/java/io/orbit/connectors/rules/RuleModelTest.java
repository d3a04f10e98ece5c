package io.orbit.connectors.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.method.Inputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the one pass says of random rows by random rules is what {@link RuleModel} says, which knows nothing of Spark. Each
 * batch is one job: the rows of many seeds, and the rules of all of them on each row.
 */
class RuleModelTest {
    private static final int SEEDS = 50;
    private static final int ROWS = 12;

    @TempDir
    static Path data;

    private static SparkSession session;

    @BeforeAll
    static void open() {
        Segments.engine(EngineSettings.in(data)).warmUp();
        session = SparkSession.builder().getOrCreate();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void thePassAndTheModelAgreeOnEveryRowAndOnTheCounts(long batch) {
        List<RuleModel.Sample> samples = new ArrayList<>();
        Map<Long, List<RuleModel.Made>> made = new LinkedHashMap<>();
        List<RuleModel.Made> all = new ArrayList<>();
        for (long seed = batch * SEEDS; seed < (batch + 1) * SEEDS; seed++) {
            Random random = new Random(seed);
            List<RuleModel.Made> rules = RuleModel.rules(seed, random, seed % SEEDS == 0);
            made.put(seed, rules);
            all.addAll(rules);
            int count = random.nextInt(ROWS + 1);
            for (int row = 0; row < count; row++) {
                samples.add(RuleModel.sample(seed, random));
            }
        }
        boolean pass = batch % 2 == 1;
        List<Row> known = List.of(RowFactory.create(3), RowFactory.create(5), RowFactory.create((Object) null));
        Rules rules = RuleModel.bound(all, pass);
        Dataset<Row> rows = session.createDataFrame(
                samples.stream().map(RuleModel.Sample::row).toList(), RuleModel.SCHEMA);
        Map<String, Dataset<Row>> inputs = new LinkedHashMap<>();
        inputs.put("rows", rows);
        inputs.put("known", session.createDataFrame(known, StructType.fromDDL("k int")));
        RowRules ofRows = new RowRules(rules, new Inputs(inputs), rows);
        Bits bits = new Bits(ofRows.violations());
        List<Column> columns = new ArrayList<>(bits.computed());
        columns.add(0, org.apache.spark.sql.functions.col("id"));
        Map<Long, Row> words = new LinkedHashMap<>();
        ofRows.rows()
                .select(columns.toArray(Column[]::new))
                .collectAsList()
                .forEach(row -> words.put(row.getLong(0), row));

        assertThat(words).hasSize(samples.size());
        RuleModel model = new RuleModel(samples, List.of(3, 5), pass);
        for (RuleModel.Sample sample : samples) {
            Row found = words.get(sample.id());
            for (RuleModel.Made rule : all) {
                long[] mask = bits.masks(other -> other.id().equals(rule.id()));
                assertThat(Bits.any(pattern(found, 0), mask))
                        .as("seed %d: rule %s on %s", sample.seed(), rule.json(), sample)
                        .isEqualTo(model.broken(rule, sample));
            }
        }
        made.forEach((seed, own) -> {
            List<RuleModel.Sample> its =
                    samples.stream().filter(sample -> sample.seed() == seed).toList();
            Tally tally = Tally.of(
                    RuleModel.bound(own, pass),
                    bits,
                    its.stream()
                            .map(sample -> pattern(words.get(sample.id()), 1))
                            .iterator());
            assertThat(tally).as("seed %d", seed).isEqualTo(model.tally(own, its));
        });
    }

    /** The words, and that they occur once. */
    private static Row pattern(Row found, long times) {
        Object[] values = new Object[found.length()];
        for (int word = 1; word < found.length(); word++) {
            values[word - 1] = found.getLong(word);
        }
        values[found.length() - 1] = times;
        return RowFactory.create(values);
    }
}
