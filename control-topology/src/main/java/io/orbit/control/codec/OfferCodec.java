package io.orbit.control.codec;

import io.orbit.control.core.Effect;
import io.orbit.control.core.Event;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import io.orbit.wire.DeadLetter;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepOutput;
import io.orbit.wire.StepWork;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Effects as the records that runners and people read. */
public final class OfferCodec {
    private OfferCodec() {}

    /** The offer of a segment: what it runs, and all that it needs from steps before it. */
    public static StepCommand offer(String pipeline, RunState run, Definition definition, Effect.Offer offer) {
        List<StepState> steps = run.segment(offer.segment()).stream()
                .filter(step -> step.phase() == StepPhase.SCHEDULED)
                .toList();
        Set<String> within = steps.stream().map(StepState::id).collect(Collectors.toSet());
        Set<String> inputs = new LinkedHashSet<>();
        Set<String> results = new LinkedHashSet<>();
        for (StepState step : steps) {
            inputs.addAll(definition.inputsFromOutside(step.id(), within));
            results.addAll(definition.results(step.id()));
        }
        boolean light = definition.plan().segment(offer.segment()).stream().allMatch(step -> step.light());
        return new StepCommand(
                pipeline,
                run.id(),
                run.asked().version(),
                offer.segment(),
                offer.attempt(),
                offer.fence(),
                offer.offer(),
                light,
                run.startedAt(),
                steps.stream()
                        .map(step -> new StepWork(step.id(), definition.spec(step.id(), step.generation())))
                        .toList(),
                definition.connections(),
                run.asked().params(),
                left(run, results, true),
                left(run, inputs, false));
    }

    private static List<StepOutput> left(RunState run, Set<String> ids, boolean result) {
        return run.steps().stream()
                .filter(step -> ids.contains(step.id()))
                .flatMap(step -> {
                    String json = result ? step.yield().result() : step.yield().output();
                    return json == null ? Stream.empty() : Stream.of(new StepOutput(step.id(), json));
                })
                .toList();
    }

    /** The letter of a dead step. */
    public static DeadLetter letter(Event event, RunState run, Definition definition, Effect.Bury bury) {
        StepState step = run.step(bury.step());
        int generation = step == null ? 0 : step.generation();
        return new DeadLetter(
                event.pipeline(),
                run.id(),
                run.asked().version(),
                bury.step(),
                step == null ? "" : step.segment(),
                bury.attempts(),
                bury.problem().code(),
                bury.problem().message(),
                event.at(),
                definition.spec(bury.step(), generation),
                run.asked().params(),
                bury.token());
    }
}
