package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.StepOutcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a light step and reports it at once: its effect is out, and it must not run again. */
final class LightHandler extends StepHandler {
    LightHandler(Link link, @Nullable StepHandler next) {
        super(link, next);
    }

    @Override
    void work(Flow flow, Scope scope) throws Exception {
        long start = System.nanoTime();
        JsonNode result = (JsonNode) link.method().invoke(scope, parameters(flow), null);
        JsonNode kept = result == null ? null : flow.files.keep(scope.runId(), link.id(), result);
        if (kept != null) {
            flow.template.add(link.id(), kept);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Flow.Notes notes = flow.note(link.id());
        notes.metrics.put("ms", millis);
        flow.info(link.id(), "done in %d ms".formatted(millis));
        flow.listener.succeeded(link.id(), new StepOutcome(kept, Map.copyOf(notes.metrics), null));
        flow.notes.remove(link.id());
    }
}
