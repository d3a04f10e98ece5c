package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topology without Kafka: one act at a time, it loads the scope, decides, applies, and hands out what the events
 * imply. A place that became free is given away in the same breath.
 */
final class House {
    /** An offer on the step commands, with the steps to run, in order. */
    record Offered(String pipeline, String run, Effect.Offer offer, List<String> steps, boolean light) {}

    /** A ticket on the retry topics. */
    record Delayed(String pipeline, String run, String segment, Effect.Delay delay) {}

    /** An order to a runner. */
    record Order(String pipeline, String run, Effect.Stop stop) {}

    final Rules rules;
    final Laws laws;
    final List<Event> log = new ArrayList<>();
    final List<Offered> offers = new ArrayList<>();
    final List<Delayed> delays = new ArrayList<>();
    final List<Order> orders = new ArrayList<>();
    Books books = new Books();

    /** Says why an offer cannot be made; null when it can. */
    Function<Offered, Command.@Nullable Fault> refusal = offered -> null;

    private int acts;

    House(Rules rules, Coverage coverage) {
        this.rules = rules;
        this.laws = new Laws(rules, coverage);
    }

    /** Does {@code act} and gives its events, without those of the runs that it let in. */
    List<Event> does(Act act) {
        acts++;
        if (act.command() == null) {
            restart();
            return List.of();
        }
        Scope scope = books.scope(act);
        Origin origin = new Origin(act.at(), "orbit.requests:0:" + acts, null);
        List<Event> events = laws.decided(scope, act.command(), origin);
        List<Effect> effects = new ArrayList<>();
        int made = offers.size();
        for (Event event : events) {
            log.add(event);
            books.apply(event, rules);
            List<Effect> implied = rules.effects(event);
            implied.forEach(effect -> hand(event, effect));
            effects.addAll(implied);
        }
        laws.applied(books, act, origin, events, effects);
        List.copyOf(offers.subList(made, offers.size())).forEach(offered -> refuse(act, offered));
        for (Effect effect : effects) {
            if (effect instanceof Effect.AdmitNext) {
                admitNext(act);
            }
        }
        return events;
    }

    private void refuse(Act act, Offered offered) {
        Effect.Offer offer = offered.offer();
        Command.Fault why = refusal.apply(offered);
        if (why != null) {
            offers.remove(offered);
            does(new Act(
                    act.at(),
                    offered.pipeline(),
                    offered.run(),
                    new Command.Unofferable(offer.segment(), offer.fence(), why)));
        }
    }

    private void admitNext(Act act) {
        String next = books.pipeline(act.pipeline()).next();
        if (next != null) {
            does(new Act(act.at(), act.pipeline(), next, new Command.Admit()));
        }
    }

    private void hand(Event event, Effect effect) {
        String pipeline = event.pipeline();
        String runId = event.runId() == null ? "" : event.runId();
        RunState run = books.run(runId);
        if (effect instanceof Effect.Offer offer) {
            List<String> steps = run.segment(offer.segment()).stream()
                    .filter(step -> step.phase() == StepPhase.SCHEDULED)
                    .map(StepState::id)
                    .toList();
            offers.add(new Offered(pipeline, runId, offer, steps, light(pipeline, run, offer.segment())));
        } else if (effect instanceof Effect.Delay delay) {
            StepState step = run.step(delay.step());
            delays.add(new Delayed(pipeline, runId, step == null ? "" : step.segment(), delay));
        } else if (effect instanceof Effect.Stop stop) {
            orders.add(new Order(pipeline, runId, stop));
        }
    }

    private boolean light(String pipeline, RunState run, String segment) {
        Plan plan = books.plan(pipeline, run.asked().version());
        return plan != null && plan.segment(segment).stream().allMatch(PlannedStep::light);
    }

    /** State is thrown away and folded again from the first event. */
    void restart() {
        Books again = new Books();
        log.forEach(event -> again.apply(event, rules));
        Law.REPLAY.holds(books.difference(again) == null, () -> "live and replayed: " + books.difference(again));
        books = again;
    }

    /** All timers of a run that are not yet due or not yet fired. */
    List<Timers.Timer> timers(RunState run) {
        Plan plan = books.plan(pipelineOf(run.id()), run.asked().version());
        return plan == null ? List.of() : rules.timers(run, plan);
    }

    static String pipelineOf(String run) {
        return run.substring(0, run.lastIndexOf('.'));
    }

    /** Runs that have not ended, by id. */
    List<RunState> alive() {
        return runs().stream().filter(run -> !run.phase().terminal()).toList();
    }

    /** All runs, by id. */
    List<RunState> runs() {
        return books.runs.values().stream()
                .sorted(java.util.Comparator.comparing(RunState::id))
                .toList();
    }
}
