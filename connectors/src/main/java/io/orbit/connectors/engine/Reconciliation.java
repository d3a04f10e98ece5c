package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.method.Keeps;
import io.orbit.connectors.method.MethodKind;
import io.orbit.schemas.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares, once all is done, what a step passed on with what the next one that counts took in: checked and filtered rows
 * with what the sink says it holds. Between the two may stand only steps that give one row for each.
 *
 * <p>Counts of record are those of sinks, of data sets between segments and of validations. What passed a filter was
 * counted by the tasks, and so is compared only when no task ran twice. Loads that change rows which are there already say
 * nothing about how many they were given, unless they tell it themselves.
 */
final class Reconciliation {
    private static final Set<String> KEYED = Set.of("merge", "upsert");

    private final Flow flow;

    private Reconciliation(Flow flow) {
        this.flow = flow;
    }

    /** @throws StepException RECONCILIATION */
    static void check(Flow flow) {
        Reconciliation reconciliation = new Reconciliation(flow);
        flow.links.forEach(reconciliation::check);
    }

    private void check(Link consumer) {
        Long taken = taken(consumer);
        if (taken == null || consumer.inputs().isEmpty()) {
            return;
        }
        Given given = given(consumer.inputs().values().iterator().next());
        if (given == null || given.rows() == taken) {
            return;
        }
        String text = "step '%s' passed on %,d rows, and %s %,d."
                .formatted(
                        given.step(),
                        given.rows(),
                        consumer.method().about().kind() == MethodKind.LOAD
                                ? "the sink of step '%s' holds".formatted(consumer.id())
                                : "step '%s' saw".formatted(consumer.id()),
                        taken);
        if (flow.note(consumer.id()).reused) {
            // The rows are those of an earlier attempt, the counts those of this one.
            flow.warn(consumer.id(), text + " An earlier attempt loaded them: the source has changed in between.");
            return;
        }
        throw new StepException(
                consumer.id(),
                ErrorCode.RECONCILIATION,
                "Step '%s': %s The rows are there, but do not trust them before it is understood."
                        .formatted(consumer.id(), text),
                null);
    }

    /** A count that is known, and whose it is. */
    private record Given(String step, long rows) {}

    /** Rows that the step took in, by its own count of record; null when it has none. */
    private @Nullable Long taken(Link link) {
        Flow.Notes notes = flow.notes.get(link.id());
        if (notes == null) {
            return null;
        }
        return switch (link.method().about().kind()) {
            case VALIDATE -> notes.reused ? null : notes.metrics.get("rowsIn");
            case LOAD -> {
                Long told = notes.metrics.get("rowsIn");
                if (told != null) {
                    // Counted on the way in, by tasks.
                    yield told >= 0 && flow.watch().exact() ? told : null;
                }
                String mode = link.spec().path("with").path("mode").asText();
                yield KEYED.contains(mode) ? null : notes.metrics.get("rowsOut");
            }
            case EXTRACT, TRANSFORM, LIGHT -> null;
        };
    }

    /** What came from {@code step}, by the last count before it; null when nothing can be said. */
    private @Nullable Given given(String step) {
        String at = step;
        while (true) {
            Link link = link(at);
            if (link == null || link.output()) {
                return left(at);
            }
            if (link.method().about().kind() == MethodKind.VALIDATE) {
                return of(at, flow.note(at).metrics.get("rowsOut"));
            }
            Keeps keeps = link.method().about().keeps();
            if (keeps == Keeps.SOME) {
                return flow.watch().exact() ? of(at, flow.watch().rowsThrough(at)) : null;
            }
            if (keeps != Keeps.ALL || link.inputs().size() != 1) {
                return null;
            }
            at = link.inputs().values().iterator().next();
        }
    }

    /** By the manifest of the data set that the step left. */
    private @Nullable Given left(String step) {
        Flow.Notes notes = flow.notes.get(step);
        JsonNode reference = notes == null ? flow.segment.inputs().get(step) : notes.output;
        return reference == null ? null : new Given(step, reference.path("rows").asLong());
    }

    private static @Nullable Given of(String step, @Nullable Long rows) {
        return rows == null ? null : new Given(step, rows);
    }

    private @Nullable Link link(String step) {
        List<Link> found =
                flow.links.stream().filter(link -> link.id().equals(step)).toList();
        return found.isEmpty() ? null : found.get(0);
    }
}
