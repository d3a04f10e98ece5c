package io.orbit.control.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Timers and the retry wheel; punctual, unless the story has other plans. */
final class Clocks {
    private final Story story;
    private final Dice dice;
    private final House house;
    private final List<Act> fired = new ArrayList<>();

    Clocks(Story story) {
        this.story = story;
        dice = story.dice;
        house = story.house;
    }

    void act() {
        if (story.has(Fault.STALE_TIMERS, 0.2) && !fired.isEmpty()) {
            Act stale = dice.pick(fired);
            story.does(stale.pipeline(), stale.run(), stale.command());
        } else if (!house.delays.isEmpty() && dice.chance(0.6)) {
            retryDue();
        } else {
            timerDue();
        }
    }

    private void retryDue() {
        House.Delayed delayed = house.delays.stream()
                .min(Comparator.comparingLong(each -> each.delay().dueAt()))
                .orElseThrow();
        boolean early = story.has(Fault.EARLY_RETRIES, 0.2);
        if (delayed.delay().dueAt() > story.now && !early) {
            story.now = dice.chance(0.5) ? delayed.delay().dueAt() : story.now;
            return;
        }
        if (!story.has(Fault.DUPLICATES, 0.3)) {
            house.delays.remove(delayed);
        }
        fire(
                delayed.pipeline(),
                delayed.run(),
                new Command.RetryDue(delayed.segment(), delayed.delay().fence()));
    }

    private void timerDue() {
        record Due(RunState run, Timers.Timer timer) {}
        List<Due> timers = house.alive().stream()
                .flatMap(run -> house.timers(run).stream().map(timer -> new Due(run, timer)))
                .toList();
        if (timers.isEmpty()) {
            return;
        }
        Due due = dice.chance(0.2)
                ? dice.pick(timers)
                : timers.stream()
                        .min(Comparator.comparingLong(each -> each.timer().dueAt()))
                        .orElseThrow();
        if (due.timer().dueAt() > story.now && !story.has(Fault.EARLY_TIMERS, 0.5)) {
            if (dice.chance(0.5)) {
                return;
            }
            story.now = due.timer().dueAt();
        }
        fire(
                House.pipelineOf(due.run().id()),
                due.run().id(),
                new Command.TimerDue(due.timer().name(), due.timer().fence()));
    }

    private void fire(String pipeline, String run, Command command) {
        fired.add(new Act(story.now, pipeline, run, command));
        story.does(pipeline, run, command);
    }
}
