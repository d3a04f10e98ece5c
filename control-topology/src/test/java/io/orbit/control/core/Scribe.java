package io.orbit.control.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.Topics;
import io.orbit.wire.DeadLetter;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepOutput;
import io.orbit.wire.StepWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts into records what the house says, from the definitions as they were published. */
final class Scribe {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Topics topics;
    private final House house;

    /** Steps by pipeline and version, then by id. */
    private final Map<String, Map<String, ObjectNode>> steps = new HashMap<>();

    Scribe(Topics topics, House house) {
        this.topics = topics;
        this.house = house;
    }

    /** The event of the house, with the cause and the actor of the record that the topology heard. */
    Said event(Event event, String cause, @Nullable String actor) {
        Event heard = new Event(
                event.pipeline(), event.runId(), event.seq(), event.at(), cause, actor, event.version(), event.fact());
        return new Said(topics.events(), event.pipeline(), event.at(), heard);
    }

    StepCommand offer(House.Offered offered) {
        RunState run = house.books.run(offered.run());
        Map<String, ObjectNode> specs = specs(offered.pipeline(), run.asked().version());
        Effect.Offer offer = offered.offer();
        Predicate<StepState> read = step -> !offered.steps().contains(step.id())
                && offered.steps().stream().anyMatch(reader -> reads(specs.get(reader), step.id()));
        Predicate<StepState> named = step -> offered.steps().stream()
                .anyMatch(reader -> specs.get(reader).toString().contains("${steps." + step.id() + ".result"));
        return new StepCommand(
                offered.pipeline(),
                offered.run(),
                run.asked().version(),
                offer.segment(),
                offer.attempt(),
                offer.fence(),
                offer.offer(),
                offered.light(),
                run.startedAt(),
                offered.steps().stream()
                        .map(step -> new StepWork(step, spec(specs, run.id(), step)))
                        .toList(),
                "{}",
                run.asked().params(),
                left(run, named, StepState.Yield::result),
                left(run, read, StepState.Yield::output));
    }

    private static boolean reads(ObjectNode reader, String step) {
        for (JsonNode input : reader.path("inputs")) {
            if (input.asText().equals(step)) {
                return true;
            }
        }
        return false;
    }

    private static List<StepOutput> left(
            RunState run, Predicate<StepState> which, Function<StepState.Yield, @Nullable String> part) {
        List<StepOutput> left = new ArrayList<>();
        for (StepState step : run.steps()) {
            String json = part.apply(step.yield());
            if (json != null && which.test(step)) {
                left.add(new StepOutput(step.id(), json));
            }
        }
        return left;
    }

    Said letter(Event event, Fact.StepDeadLettered dead) {
        RunModel run = house.laws.model(event.pipeline()).runs.get(event.runId());
        DeadLetter letter = new DeadLetter(
                event.pipeline(),
                run.id,
                run.plan.version(),
                dead.step(),
                run.steps.get(dead.step()).planned.segment(),
                dead.attempts(),
                dead.problem().code(),
                dead.problem().message(),
                event.at(),
                spec(specs(event.pipeline(), run.plan.version()), run.id, dead.step()),
                house.books.run(run.id).asked().params(),
                dead.token());
        return new Said(topics.deadLetters(), event.pipeline(), event.at(), letter);
    }

    /** A ticket waits first in the topic with the longest delay that is not too long. */
    Said ticket(House.Delayed delayed, long at) {
        Effect.Delay delay = delayed.delay();
        Duration wait = Duration.ofSeconds(1);
        for (Duration each : Topics.RETRY_DELAYS) {
            wait = each.toMillis() <= delay.delayMs() && each.compareTo(wait) > 0 ? each : wait;
        }
        RetryTicket ticket = new RetryTicket(
                delayed.pipeline(),
                delayed.run(),
                delayed.segment(),
                delay.step(),
                delay.attempt(),
                delay.fence(),
                delay.dueAt());
        return new Said(topics.retries(wait), delayed.pipeline(), at, ticket);
    }

    Said order(House.Order order, long at) {
        Fact.Holder holder = order.stop().holder();
        String reason = order.stop().reason();
        RunnerOrder stop =
                new RunnerOrder(holder.runner(), "CANCEL", order.run(), holder.segment(), holder.fence(), reason);
        return new Said(topics.runnerOrders(), holder.runner(), at, stop);
    }

    private String spec(Map<String, ObjectNode> specs, String run, String step) {
        int generation =
                house.laws.model(House.pipelineOf(run)).runs.get(run).steps.get(step).generation;
        ObjectNode spec = specs.get(step);
        return generation == 0
                ? spec.toString()
                : spec.deepCopy().put("generation", generation).toString();
    }

    private Map<String, ObjectNode> specs(String pipeline, int version) {
        return steps.computeIfAbsent(pipeline + '#' + version, key -> {
            Map<String, ObjectNode> specs = new LinkedHashMap<>();
            for (Event event : house.log) {
                if (event.pipeline().equals(pipeline)
                        && event.fact() instanceof Fact.PipelineDefined defined
                        && defined.version() == version) {
                    parse(defined.definition())
                            .path("steps")
                            .forEach(step -> specs.put(step.path("id").asText(), (ObjectNode) step));
                }
            }
            return specs;
        });
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("A published definition is JSON.", e);
        }
    }
}
