package io.orbit.standalone.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What 20 rules on rows cost: CSV files to Parquet files, with the step of rules and without, in turns. The floor of the
 * one is the other.
 */
final class RulesBench {
    private static final int RULES = 20;
    private static final int ROUNDS = 5;
    private static final long SEED = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] STATUS = {"NEW", "PAID", "SHIPPED", "RETURNED"};

    private final Path home;
    private final SegmentEngine engine;
    private final int rows;
    private int runs;

    private RulesBench(Path home, SegmentEngine engine, int rows) {
        this.home = home;
        this.engine = engine;
        this.rows = rows;
    }

    /** @param rows how many are loaded each time */
    static List<Figure> measure(int rows) throws IOException {
        Path home = Files.createTempDirectory("orbit-bench-rules");
        try (SegmentEngine engine =
                Engines.create(EngineSettings.in(home.resolve("work")).withBaseDir(home))) {
            return new RulesBench(home, engine, rows).measure();
        } finally {
            BenchHouse.delete(home);
        }
    }

    private List<Figure> measure() throws IOException {
        write(home.resolve("orders.csv"));
        run(false);
        run(true);
        Samples without = new Samples();
        Samples with = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            without.add(run(false));
            with.add(run(true));
        }
        double floor = without.ms(0.5) / 1000;
        double value = with.ms(0.5) / 1000;
        return List.of(new Figure("rules", value, "s", floor, null, Map.of())
                .with(
                        "is",
                        "%,d rows from CSV to Parquet with %d rules on rows, median of %d"
                                .formatted(rows, RULES, ROUNDS))
                .with("floorIs", "the same without the step")
                .with("costPercent", Figure.rounded(100 * (value / floor - 1)))
                .with("rowsPerSecond", Math.round(rows / value)));
    }

    /** @return nanoseconds */
    private long run(boolean rules) throws IOException {
        String id = "default.bench.%026d".formatted(++runs);
        List<SegmentRequest.StepSpec> steps = new ArrayList<>();
        steps.add(step("""
                {"id":"read","method":"ExtractMethods.csv","with":{"path":"orders.csv","schema":{"id":"bigint",
                 "cust":"int","status":"string","amount":"double","paid":"double","day":"date","sent":"date","note":"string"}}}"""));
        if (rules) {
            steps.add(step("{\"id\":\"check\",\"method\":\"UserMethods.rules\",\"with\":{\"rules\":" + rules() + "}}"));
        }
        steps.add(step(
                "{\"id\":\"load\",\"method\":\"LoadMethods.parquet\",\"with\":{\"path\":\"out-%d\"}}".formatted(runs)));
        SegmentRequest request = new SegmentRequest(
                "default.bench",
                id,
                1,
                "s1",
                1,
                runs,
                Instant.EPOCH,
                steps,
                JSON.createObjectNode(),
                JSON.createObjectNode(),
                Map.of(),
                Map.of());
        Loaded loaded = new Loaded();
        long begun = System.nanoTime();
        engine.run(request, loaded, new CancelToken());
        long took = System.nanoTime() - begun;
        if (loaded.rows.get() <= 0 || loaded.rows.get() > rows || (!rules && loaded.rows.get() != rows)) {
            throw new IllegalStateException("Of " + rows + " rows, " + loaded.rows + " were loaded.");
        }
        BenchHouse.delete(home.resolve("out-" + runs));
        return took;
    }

    /** Of all kinds that look at one row; about one row in a hundred is dropped. */
    private static JsonNode rules() throws IOException {
        List<String> rules = new ArrayList<>();
        for (String column : List.of("id", "cust", "status", "day")) {
            rules.add("\"check\":\"notNull\",\"columns\":[\"%s\"]".formatted(column));
        }
        for (int at = 0; at < 4; at++) {
            rules.add("\"check\":\"range\",\"column\":\"amount\",\"min\":%d".formatted(at));
            rules.add("\"check\":\"range\",\"column\":\"day\",\"min\":\"20%02d-01-01\"".formatted(at));
        }
        rules.add(
                "\"check\":\"acceptedValues\",\"column\":\"status\",\"values\":[\"NEW\",\"PAID\",\"SHIPPED\",\"RETURNED\"]");
        rules.add("\"check\":\"pattern\",\"column\":\"note\",\"pattern\":\"^note [0-9]+$\"");
        rules.add("\"check\":\"compare\",\"left\":\"day\",\"op\":\"<=\",\"right\":\"sent\"");
        rules.add("\"check\":\"compare\",\"left\":\"paid\",\"op\":\"<=\",\"right\":\"amount\"");
        rules.add("\"check\":\"length\",\"column\":\"note\",\"min\":3,\"max\":40");
        rules.add("\"check\":\"length\",\"column\":\"status\",\"max\":10");
        rules.add("\"check\":\"expression\",\"expression\":\"amount - paid < 100000\"");
        rules.add("\"check\":\"expression\",\"expression\":\"year(day) BETWEEN 2000 AND 2100\"");
        StringBuilder all = new StringBuilder("[");
        for (int at = 0; at < rules.size(); at++) {
            all.append(at == 0 ? "" : ",")
                    .append("{\"id\":\"r%d\",\"policy\":\"%s\",%s}"
                            .formatted(at, at % 2 == 0 ? "drop" : "warn", rules.get(at)));
        }
        if (rules.size() != RULES) {
            throw new IllegalStateException("There are " + rules.size() + " rules.");
        }
        return JSON.readTree(all.append(']').toString());
    }

    private void write(Path file) throws IOException {
        Random random = new Random(SEED);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,cust,status,amount,paid,day,sent,note\n");
            for (int id = 0; id < rows; id++) {
                int day = 1 + random.nextInt(20);
                double amount = random.nextInt(400) == 0 ? -1 : 10 + random.nextInt(100_000) / 100.0;
                out.write(String.format(
                        Locale.ROOT,
                        "%d,%s,%s,%.2f,%.2f,2024-03-%02d,2024-03-%02d,note %d%n",
                        id,
                        random.nextInt(400) == 0 ? "" : String.valueOf(random.nextInt(50_000)),
                        STATUS[random.nextInt(STATUS.length)],
                        amount,
                        amount / 2,
                        day,
                        day + random.nextInt(8),
                        random.nextInt(1_000_000)));
            }
        }
    }

    private static SegmentRequest.StepSpec step(String json) throws IOException {
        JsonNode spec = JSON.readTree(json);
        return new SegmentRequest.StepSpec(spec.path("id").asText(), spec);
    }

    /** Hears how many rows the sink holds. */
    private static final class Loaded implements SegmentListener {
        private final AtomicLong rows = new AtomicLong(-1);

        @Override
        public void started(String step) {
            // Only the end counts.
        }

        @Override
        public void succeeded(String step, StepOutcome outcome) {
            if (step.equals("load")) {
                rows.set(outcome.metrics().getOrDefault("rowsOut", -1L));
            }
        }

        @Override
        public void log(String step, String level, String line) {
            // What matters is in the outcome.
        }
    }
}
