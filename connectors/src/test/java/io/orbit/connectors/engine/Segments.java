package io.orbit.connectors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.ErrorCode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Builds a segment, runs it, and keeps what was heard of it. */
public final class Segments {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong RUNS = new AtomicLong();

    /** Keeps Spark open over all test classes of the JVM, as opening it takes seconds. */
    private static final class Keeper {
        static final SegmentEngine ENGINE = Engines.create(EngineSettings.in(Path.of("target", "spark-keeper")));

        static {
            ENGINE.warmUp();
        }
    }

    private final List<SegmentRequest.StepSpec> steps = new ArrayList<>();
    private final Map<String, JsonNode> results = new LinkedHashMap<>();
    private final Map<String, JsonNode> inputs = new LinkedHashMap<>();
    private String runId = "default.test.01JD%022d".formatted(RUNS.incrementAndGet());
    private int attempt = 1;
    private long fence = 1;
    private JsonNode params = JSON.createObjectNode();
    private JsonNode connections = JSON.createObjectNode();

    public static Segments segment() {
        return new Segments();
    }

    /** An engine with its own data sets and results, on the Spark of this JVM. */
    public static SegmentEngine engine(EngineSettings settings) {
        assertThat(Keeper.ENGINE).isNotNull();
        return Engines.create(settings);
    }

    /** @param spec the step without its id and method; single quotes for double ones */
    public Segments step(String id, String method, String spec) {
        ObjectNode step = (ObjectNode) json(spec);
        step.put("id", id).put("method", method);
        steps.add(new SegmentRequest.StepSpec(id, step));
        return this;
    }

    public Segments run(String id) {
        runId = id;
        return this;
    }

    public Segments attempt(int number, long withFence) {
        attempt = number;
        fence = withFence;
        return this;
    }

    public Segments params(String object) {
        params = json(object);
        return this;
    }

    public Segments connections(String object) {
        connections = json(object);
        return this;
    }

    public Segments result(String step, String result) {
        results.put(step, json(result));
        return this;
    }

    public Segments input(String step, JsonNode reference) {
        inputs.put(step, reference);
        return this;
    }

    public SegmentRequest request() {
        return new SegmentRequest(
                runId.substring(0, runId.lastIndexOf('.')),
                runId,
                1,
                "s1",
                attempt,
                fence,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                steps,
                connections,
                params,
                results,
                inputs);
    }

    public Heard on(SegmentEngine engine) {
        return on(engine, new CancelToken());
    }

    public Heard on(SegmentEngine engine, CancelToken cancel) {
        Heard heard = new Heard();
        engine.run(request(), heard, cancel);
        return heard;
    }

    /** Runs it, and answers what was heard until it failed. */
    public Heard failingOn(SegmentEngine engine) {
        Heard heard = new Heard();
        StepException failure =
                catchThrowableOfType(StepException.class, () -> engine.run(request(), heard, new CancelToken()));
        assertThat(failure).as("the failure of the segment").isNotNull();
        heard.failure = failure;
        return heard;
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a listener heard, in order. */
    public static final class Heard implements SegmentListener {
        public final List<String> events = Collections.synchronizedList(new ArrayList<>());
        public final Map<String, StepOutcome> outcomes = Collections.synchronizedMap(new LinkedHashMap<>());
        public final Map<String, Map<String, Long>> progress = Collections.synchronizedMap(new LinkedHashMap<>());
        public final List<String> healthySteps = Collections.synchronizedList(new ArrayList<>());
        public final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        public StepException failure = new StepException("none", ErrorCode.INTERNAL, "It did not fail.", null);

        @Override
        public void started(String step) {
            events.add("started " + step);
        }

        @Override
        public void succeeded(String step, StepOutcome outcome) {
            events.add("succeeded " + step);
            outcomes.put(step, outcome);
        }

        @Override
        public void progress(String step, boolean healthy, Map<String, Long> metrics) {
            progress.put(step, metrics);
            if (healthy) {
                healthySteps.add(step);
            }
        }

        @Override
        public void log(String step, String level, String line) {
            lines.add(level + " " + step + " " + line);
        }

        public Map<String, Long> metrics(String step) {
            return outcomes.get(step).metrics();
        }

        public JsonNode result(String step) {
            return outcomes.get(step).result();
        }

        public JsonNode output(String step) {
            return outcomes.get(step).output();
        }
    }
}
