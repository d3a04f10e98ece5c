package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches every decision of one story, keeps the models beside it, and says which law a decision broke. */
final class Laws {
    private static final Map<Class<? extends Fact>, Class<? extends Effect>> IMPLIED = Map.of(
            Fact.SegmentOffered.class, Effect.Offer.class,
            Fact.RetryScheduled.class, Effect.Delay.class,
            Fact.StepDeadLettered.class, Effect.Bury.class);

    private final Rules rules;
    private final Coverage coverage;
    private final Map<String, PipelineModel> models = new HashMap<>();
    private final Set<String> offers = new HashSet<>();

    Laws(Rules rules, Coverage coverage) {
        this.rules = rules;
        this.coverage = coverage;
    }

    PipelineModel model(String pipeline) {
        return models.computeIfAbsent(pipeline, PipelineModel::new);
    }

    /** Decides, and checks what can be said of a decision by itself. */
    List<Event> decided(Scope scope, Command command, Origin origin) {
        coverage.visit(scope.run(), command);
        List<Event> events = decide(scope, command, origin);
        events.forEach(event -> coverage.visit(command, event));
        List<Event> again = rules == Rules.REAL ? folded(scope, command, origin) : decide(scope, command, origin);
        Law.EQUAL_COMMANDS.holds(events.equals(again), () -> "%s gave %s, then %s".formatted(command, events, again));
        Law.ANSWER.holds(!events.isEmpty(), () -> "no answer to " + command);
        return events;
    }

    private static List<Event> folded(Scope scope, Command command, Origin origin) {
        Decider.Outcome outcome = Decider.outcome(scope, command, origin);
        Scope fold = scope;
        for (Event event : outcome.events()) {
            fold = event.evolve(fold);
        }
        boolean same = fold.equals(outcome.scope());
        Law.REPLAY.holds(same, () -> "%s leads elsewhere than %s".formatted(command, outcome.events()));
        return outcome.events();
    }

    private List<Event> decide(Scope scope, Command command, Origin origin) {
        try {
            return rules.decide(scope, command, origin);
        } catch (RuntimeException thrown) {
            throw new Law.Broken(Law.TOTAL, "%s on %s threw %s".formatted(command, scope.run(), thrown));
        }
    }

    /** Checks the events and their effects against the models, which move along. */
    void applied(Books books, Act act, Origin origin, List<Event> events, List<Effect> effects) {
        PipelineModel pipeline = model(act.pipeline());
        Command command = act.command();
        RunModel run = pipeline.runs.get(act.run());
        boolean expected = Answers.accepted(pipeline, run, command, act.at());
        List<Holder> working = run == null ? List.of() : run.working();
        answers(events, command, expected);
        for (Event event : events) {
            Law.STATE.holds(
                    event.pipeline().equals(act.pipeline()) && event.at() == act.at(), () -> "out of place: " + event);
            if (event.fact() instanceof Fact.Rejected) {
                Law.NUMBERS.holds(event.seq() == 0, () -> "a numbered rejection: " + event);
            } else {
                pipeline.apply(event, command);
            }
        }
        effects(act, events, effects);
        RunModel after = pipeline.runs.get(act.run());
        if (after != null) {
            Rest.check(after);
            Stops.check(after, command, events, effects, working);
            Agreement.check(rules, after, books.run(act.run()));
        }
        Agreement.check(pipeline, books.pipeline(act.pipeline()));
        List<Event> again = decide(books.scope(act), command, origin);
        Law.TWICE.holds(
                muddled(events) || again.stream().allMatch(event -> event.fact() instanceof Fact.Rejected),
                () -> "%s, again, gave %s".formatted(command, again));
    }

    /** A report in no sensible order ("ended, begun"), of which the end counts once the begin has been heard. */
    private static boolean muddled(List<Event> events) {
        boolean begins = events.get(0).fact() instanceof Fact.Rejected;
        return begins && events.stream().anyMatch(event -> !(event.fact() instanceof Fact.Rejected));
    }

    private void answers(List<Event> events, Command command, boolean expected) {
        List<Event> refused = events.stream()
                .filter(event -> event.fact() instanceof Fact.Rejected)
                .toList();
        boolean accepted = !(events.get(0).fact() instanceof Fact.Rejected);
        Law.ANSWER.holds(
                accepted == expected,
                () -> "%s should be %s: %s".formatted(command, expected ? "accepted" : "refused", events));
        boolean several =
                command instanceof Command.Report report && report.items().size() > 1;
        Law.ANSWER.holds(
                several || (accepted ? refused.isEmpty() : events.size() == 1),
                () -> "%s gave %s".formatted(command, events));
        if (command instanceof Command.Report report) {
            ownReport(report, events);
        }
    }

    private static void ownReport(Command.Report report, List<Event> events) {
        if (!report.items().isEmpty()
                && report.items().get(0) instanceof Command.Item.Failed failed
                && failed.problem().code().equals("ORB-2202")) {
            boolean retried = events.get(0).fact() instanceof Fact.StepFailed;
            Law.RETRIES.holds(!retried, () -> "a stopped runner costs a retry: " + events);
        }
        for (Event event : events) {
            boolean moves = event.fact() instanceof Fact.StepStarted
                    || event.fact() instanceof Fact.StepProgressed
                    || event.fact() instanceof Fact.StepSucceeded
                    || event.fact() instanceof Fact.StepFailed
                    || event.fact() instanceof Fact.StepLost;
            Table.Place place = Table.place(event.fact());
            Law.OWNER.holds(!moves || place.fence() == report.fence(), () -> "%s gave %s".formatted(report, event));
        }
    }

    private void effects(Act act, List<Event> events, List<Effect> effects) {
        IMPLIED.forEach((fact, effect) -> {
            long facts = events.stream()
                    .filter(event -> fact.isInstance(event.fact()))
                    .count();
            long heard = effects.stream().filter(effect::isInstance).count();
            Law law = effect == Effect.Offer.class
                    ? Law.OFFERS
                    : effect == Effect.Bury.class ? Law.DEAD_LETTERS : Law.RETRIES;
            law.holds(facts == heard, () -> "%d %s, but %s".formatted(facts, fact.getSimpleName(), effects));
        });
        for (Effect effect : effects) {
            if (effect instanceof Effect.Offer offer) {
                String name = act.run() + '/' + offer.segment() + '/' + offer.fence() + '/' + offer.offer();
                Law.OFFERS.holds(offers.add(name), () -> "offered twice: " + offer);
            }
        }
    }

    /** Checks what must hold when every free place has been given away. */
    void rests() {
        models.values().forEach(PipelineModel::rests);
    }
}
