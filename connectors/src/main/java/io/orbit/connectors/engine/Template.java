package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.pipeline.Reference;
import io.orbit.schemas.pipeline.References;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills the references in a step's {@code with} and in connections, as {@link References} reads them. */
final class Template {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final SegmentRequest segment;
    private final Results files;
    private final Map<String, JsonNode> results;

    Template(SegmentRequest segment, Results files) {
        this.segment = segment;
        this.files = files;
        this.results = new HashMap<>(segment.results());
    }

    /** Makes a step's result known to the steps after it. */
    void add(String step, JsonNode result) {
        results.put(step, result);
    }

    /** @throws OrbitException UNRESOLVED_REFERENCE when something does not exist; INPUT_MISSING when its file is gone */
    JsonNode resolve(JsonNode value) {
        return References.expand(value, this::lookUp);
    }

    private JsonNode lookUp(Reference reference) {
        JsonNode found = switch (reference.root()) {
            case PARAMS -> segment.params().path(reference.name());
            case RUN -> TextNode.valueOf(run(reference.name()));
            case STEPS -> result(reference.name(), reference.path());
        };
        if (found.isMissingNode()) {
            throw new OrbitException(
                    ErrorCode.UNRESOLVED_REFERENCE,
                    "%s names nothing that exists here. Check the run's parameters, or the result of the step that it names."
                            .formatted(reference.text()));
        }
        return found;
    }

    private String run(String fact) {
        return switch (fact) {
            case "id" -> segment.runId();
            case "pipeline" -> segment.pipeline();
            case "startedAt" -> MILLIS.format(segment.runStartedAt());
            default -> throw new IllegalStateException("References admits no ${run." + fact + "}.");
        };
    }

    private JsonNode result(String step, List<String> path) {
        JsonNode at = results.containsKey(step) ? files.open(results.get(step)) : MissingNode.getInstance();
        for (String part : path) {
            boolean index = at.isArray() && part.matches("\\d{1,9}");
            at = index ? at.path(Integer.parseInt(part)) : at.path(part);
        }
        return at;
    }
}
