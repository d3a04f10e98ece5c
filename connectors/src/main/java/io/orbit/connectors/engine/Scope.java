package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.Explanation;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;

/** One step's view of its flow. */
record Scope(Flow flow, String step, JsonNode spec) implements StepScope {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String pipeline() {
        return flow.segment.pipeline();
    }

    @Override
    public String runId() {
        return flow.writtenAs(step);
    }

    @Override
    public int attempt() {
        return flow.segment.attempt();
    }

    @Override
    public long fence() {
        return flow.batch == null ? flow.segment.fence() : flow.batch.turn();
    }

    @Override
    public String series() {
        return flow.batch == null ? runId() : flow.batch.query();
    }

    @Override
    public long number() {
        return flow.batch == null ? 1 : flow.batch.number();
    }

    @Override
    public Instant runStartedAt() {
        return flow.segment.runStartedAt();
    }

    @Override
    public ZeroRows onZeroRows(ZeroRows otherwise) {
        return ZeroRows.of(spec.path("onZeroRows").textValue(), otherwise);
    }

    @Override
    public SparkSession spark() {
        return flow.session();
    }

    @Override
    public Connection connection(String name) {
        JsonNode found = flow.segment.connections().path(name);
        if (!found.isObject()) {
            List<String> names = new ArrayList<>();
            flow.segment.connections().fieldNames().forEachRemaining(names::add);
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "The pipeline has no connection '%s'; it has %s.".formatted(name, names));
        }
        ObjectNode symbolic = found.deepCopy();
        // The reference is taken as it stands: a parameter must not choose which credential is read.
        JsonNode reference = symbolic.remove("credentials");
        JsonNode settings = flow.template.resolve(symbolic);
        Credential credential = reference == null ? Credential.none() : flow.credential(step, reference.asText());
        return new Connection(name, settings.path("type").asText(), settings, credential);
    }

    @Override
    public Path path(String text) {
        String plain =
                text.startsWith("file:") ? text.substring("file:".length()).replaceFirst("^/+", "/") : text;
        if (plain.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*")) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "Path '%s': only paths of the file system (or file:/…) can be used here; one in S3 needs a 'connection' of type s3 beside it, where the method has one."
                            .formatted(text));
        }
        return flow.settings.baseDir().resolve(plain).normalize();
    }

    @Override
    public ClassLoader classes() {
        return flow.settings.methods();
    }

    @Override
    public JsonNode pinned(String name, Callable<? extends JsonNode> find) throws Exception {
        Path file = flow.settings
                .workDir()
                .resolve("pins")
                .resolve(runId())
                .resolve(step)
                .resolve(name + ".json");
        if (!Files.exists(file)) {
            WriteOnce.put(file, JSON.writeValueAsBytes(find.call()));
        }
        return JSON.readTree(file.toFile());
    }

    @Override
    public Path folder() {
        return flow.settings.workDir().resolve("steps").resolve(runId()).resolve(step);
    }

    @Override
    public CancelToken cancel() {
        return flow.cancel;
    }

    @Override
    public void info(String line) {
        flow.info(step, line);
    }

    @Override
    public void warn(String line) {
        flow.warn(step, line);
    }

    @Override
    public void metric(String name, long value) {
        flow.note(step).metrics.put(name, value);
    }

    @Override
    public void result(JsonNode result) {
        flow.note(step).result = result;
    }

    @Override
    public void atEnd(Runnable release) {
        flow.atEnd(release);
    }

    @Override
    public void explain(boolean sink, Explanation explanation) {
        flow.explained.add(new Flow.Explained(step, sink, explanation));
    }

    @Override
    public long rowsWrittenTo(String folder) {
        flow.settle();
        return flow.watch().rowsWrittenTo(folder);
    }
}
