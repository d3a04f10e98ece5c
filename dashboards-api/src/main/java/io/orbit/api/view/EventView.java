package io.orbit.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of a run with its coordinates in the events topic.
 *
 * @param seq 0 for a rejection, which changed nothing
 * @param cause {@code topic:partition:offset} of the record that it answers
 * @param step null when it is about no step
 * @param data what the event says, as in the Avro record, JSON texts opened up
 */
public record EventView(
        long seq,
        String type,
        @Nullable String at,
        int partition,
        long offset,
        String cause,
        @Nullable String actor,
        int version,
        @Nullable String step,
        JsonNode data) {

    /** A page; {@code nextSeq} is where to go on, {@code terminal} says whether the run had ended after it. */
    public record Page(List<EventView> items, long nextSeq, boolean terminal) {}

    private static final Set<String> JSON_TEXTS = Set.of("result", "output", "params");

    public static EventView of(int partition, long offset, Event event) {
        ObjectNode data = data(event.fact());
        return new EventView(
                event.seq(),
                event.fact().getClass().getSimpleName(),
                Json.time(event.at()),
                partition,
                offset,
                event.cause(),
                event.actor(),
                event.version(),
                data.path("step").isTextual() ? data.path("step").textValue() : null,
                data);
    }

    private static ObjectNode data(Fact fact) {
        ObjectNode data = (ObjectNode) Json.tree(fact);
        for (String name : JSON_TEXTS) {
            if (data.path(name).isTextual()) {
                data.set(name, Json.parsed(data.path(name).textValue()));
            }
        }
        if (data.path("dueAt").isNumber()) {
            data.put("dueAt", Json.time(data.path("dueAt").longValue()));
        }
        if (data.remove("problem") instanceof ObjectNode problem) {
            data.setAll(problem);
        }
        return data;
    }
}
