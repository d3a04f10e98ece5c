package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.connectors.method.Keeps;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.ZeroRows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each step of a chain has to report, once the counts are in. */
final class Outcomes {
    private Outcomes() {}

    static StepOutcome of(Flow flow, Link link) {
        Flow.Notes notes = flow.note(link.id());
        Map<String, Long> metrics = new LinkedHashMap<>(notes.metrics);
        Long rowsOut = rowsOut(flow, link.id());
        if (rowsOut != null) {
            metrics.put("rowsOut", rowsOut);
        }
        Long rowsIn = rowsIn(flow, link);
        // What a load took in is for its sink to say.
        if (rowsIn != null && link.method().about().kind() != MethodKind.LOAD) {
            metrics.putIfAbsent("rowsIn", rowsIn);
        }
        boolean one = link.inputs().size() == 1 && link.method().about().keeps() == Keeps.SOME;
        if (one && rowsIn != null && rowsOut != null) {
            metrics.put("dropped", rowsIn - rowsOut);
        }
        return new StepOutcome(notes.result, metrics, notes.output);
    }

    /** One line with the counts, and a warning when there were no rows. */
    static void log(Flow flow, Link link, StepOutcome outcome) {
        StringBuilder line =
                new StringBuilder(flow.note(link.id()).reused ? "already committed by an earlier attempt" : "done");
        new TreeMap<>(outcome.metrics()).forEach((name, value) -> {
            // The versions of credentials have lines of their own.
            if (!name.startsWith("vault:")) {
                line.append(' ').append(name).append('=').append(value);
            }
        });
        flow.info(link.id(), line.toString());
        boolean none = Long.valueOf(0).equals(outcome.metrics().get("rowsOut"));
        if (none && ZeroRows.of(link.spec().path("onZeroRows").textValue(), ZeroRows.WARN) != ZeroRows.SUCCEED) {
            flow.warn(link.id(), "no rows");
        }
    }

    private static @Nullable Long rowsOut(Flow flow, String step) {
        Flow.Notes notes = flow.notes.get(step);
        if (notes == null) {
            JsonNode reference = flow.segment.inputs().get(step);
            return reference == null
                    ? null
                    : Long.valueOf(reference.path("rows").asLong());
        }
        Long known = notes.metrics.get("rowsOut");
        return known != null ? known : flow.watch().rowsThrough(step);
    }

    private static @Nullable Long rowsIn(Flow flow, Link link) {
        if (link.inputs().isEmpty()) {
            return null;
        }
        long sum = 0;
        for (String step : link.inputs().values()) {
            Long rows = rowsOut(flow, step);
            if (rows == null) {
                return null;
            }
            sum += rows;
        }
        return sum;
    }
}
