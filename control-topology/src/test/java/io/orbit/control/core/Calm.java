package io.orbit.control.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What follows every story: no fault, no dice. Offers made before are lost; attempts under way are lost with their
 * runners, or hang where a timer must end them; new offers are taken and succeed; time passes from one thing to the next.
 */
final class Calm {
    private static final int ENOUGH = 3_000;

    /** Something that a clock will bring. */
    private record Due(long at, Act act) {}

    private final House house;
    private final Stage stage;
    private long now;

    private Calm(House house, Stage stage, long now) {
        this.house = house;
        this.stage = stage;
        this.now = now;
    }

    static void falls(House house, long now) {
        falls(house, house::does, now);
    }

    static void falls(House house, Stage stage, long now) {
        new Calm(house, stage, now).pass();
        house.laws.rests();
        house.restart();
    }

    private void pass() {
        house.offers.clear();
        house.alive().forEach(this::loseRunners);
        for (int i = 0; i < ENOUGH; i++) {
            if (!house.offers.isEmpty()) {
                complete(house.offers.remove(0));
            } else if (!tick()) {
                break;
            }
        }
        Law.LIVENESS.holds(
                house.alive().isEmpty(),
                () -> house.alive().stream()
                        .map(run -> run + " waits for " + Waiting.of(run))
                        .toList()
                        .toString());
    }

    private void loseRunners(RunState run) {
        RunModel model = house.laws.model(House.pipelineOf(run.id())).runs.get(run.id());
        if (model.phase != RunPhase.RUNNING) {
            return;
        }
        List<Command> losses = model.steps.values().stream()
                .filter(step -> step.offered() && model.owners.containsKey(step.fence))
                .filter(step -> step.phase == StepPhase.SCHEDULED || step.planned.timeoutMs() == 0)
                .map(step -> lost(model, step))
                .distinct()
                .toList();
        losses.forEach(lost -> does(run.id(), lost));
    }

    private static Command lost(RunModel model, StepModel step) {
        String runner = model.owners.get(step.fence).runner();
        return new Command.LeaseExpired(step.planned.segment(), step.fence, runner, "dead");
    }

    private void complete(House.Offered offered) {
        for (String step : offered.steps()) {
            report(offered, new Command.Item.Started(step));
            report(offered, new Command.Item.Succeeded(step, null, new TreeMap<>(), null));
        }
    }

    private void report(House.Offered offered, Command.Item item) {
        Effect.Offer offer = offered.offer();
        does(offered.run(), new Command.Report(offer.segment(), offer.fence(), "calm", 1, List.of(item)));
    }

    /** Goes on to the next thing that a clock brings; false when there is none. */
    private boolean tick() {
        Due next = Stream.concat(timers(), retries())
                .min(Comparator.comparingLong(Due::at))
                .orElse(null);
        if (next == null) {
            return false;
        }
        now = Math.max(now, next.at());
        does(next.act().run(), next.act().command());
        return true;
    }

    private Stream<Due> timers() {
        List<Due> timers = new ArrayList<>();
        for (RunState run : house.alive()) {
            for (Timers.Timer timer : house.timers(run)) {
                Command due = new Command.TimerDue(timer.name(), timer.fence());
                timers.add(new Due(timer.dueAt(), new Act(timer.dueAt(), "", run.id(), due)));
            }
        }
        return timers.stream();
    }

    private Stream<Due> retries() {
        return house.delays.stream()
                .filter(delayed -> house.books.run(delayed.run()).segment(delayed.segment()).stream()
                        .anyMatch(step -> step.phase() == StepPhase.RETRYING
                                && step.attempt().fence() == delayed.delay().fence()))
                .map(delayed -> {
                    Command due = new Command.RetryDue(
                            delayed.segment(), delayed.delay().fence());
                    long at = delayed.delay().dueAt();
                    return new Due(at, new Act(at, "", delayed.run(), due));
                });
    }

    private void does(String run, Command command) {
        stage.play(new Act(now, House.pipelineOf(run), run, command));
    }
}
