package io.orbit.connectors.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a succeeded step leaves.
 *
 * @param result small JSON for later steps' {@code ${steps.<id>.result.<path>}}; null when there is none
 * @param metrics counts: {@code rowsIn, rowsOut, quarantined, dropped, bytes, ms}, only those that are known;
 *     and, under the reference of each credential that the step used, the version of it
 * @param output reference of the data set left for other segments:
 *     {@code {"uri","format","rows","sha256"}} of its manifest; null when none is left
 */
public record StepOutcome(
        @Nullable JsonNode result,
        Map<String, Long> metrics,
        @Nullable JsonNode output) {
    public StepOutcome {
        metrics = Map.copyOf(metrics);
    }
}
