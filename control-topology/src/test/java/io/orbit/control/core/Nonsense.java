package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Commands about runs, steps, segments, runners and fences that are not there, or not so. */
final class Nonsense {
    private Nonsense() {}

    static String run(Dice dice, House house) {
        List<RunState> runs = house.runs();
        return runs.isEmpty() || dice.chance(0.1)
                ? dice.of("shop.p1.none", "shop.none.none")
                : odd(dice, runs).id();
    }

    /** A run, and rather one of those that are seldom seen: between running and ended, or waiting for a place. */
    static RunState odd(Dice dice, List<RunState> runs) {
        RunPhase seldom = dice.of(RunPhase.CANCELLING, RunPhase.CANCELLING, RunPhase.QUEUED, RunPhase.CANCELLED);
        List<RunState> odd = runs.stream().filter(run -> run.phase() == seldom).toList();
        return odd.isEmpty() ? dice.pick(runs) : dice.pick(odd);
    }

    static Command command(Dice dice) {
        String segment = step(dice);
        long fence = dice.of(0L, -1L, 1L, 2L, 3L, 7L, Long.MAX_VALUE, Long.MIN_VALUE);
        String runner = dice.of("r1", "r2", "", "r9");
        return switch (dice.below(13)) {
            case 0 -> new Command.Admit();
            case 1 ->
                new Command.TimerDue(
                        dice.of(
                                "",
                                "OFFER/",
                                "OFFER/" + segment,
                                "RUN_DEADLINE",
                                "STEP_TIMEOUT/" + segment,
                                "CANCEL_GRACE"),
                        fence);
            case 2 -> new Command.RetryDue(segment, fence);
            case 3 -> new Command.LeaseExpired(segment, fence, runner, "");
            case 4 -> new Command.Retry(dice.chance(0.5) ? null : step(dice));
            case 5 -> new Command.Redrive(step(dice), "");
            case 6 -> new Command.Start("", "", null, null);
            case 7 -> new Command.Cancel("");
            case 8 -> new Command.Unofferable(segment, fence, new Command.Fault("", ""));
            case 9 -> new Command.Resume();
            default -> new Command.Report(segment, fence, runner, dice.below(2), items(dice, segment));
        };
    }

    private static List<Command.Item> items(Dice dice, String segment) {
        List<Command.Item> items = new ArrayList<>();
        int count = dice.of(0, 1, 1, 1, 2);
        for (int i = 0; i < count; i++) {
            String step = dice.chance(0.6) ? segment : step(dice);
            items.add(dice.of(
                    new Command.Item.Started(step),
                    new Command.Item.Progressed(step, false, new TreeMap<>()),
                    new Command.Item.Succeeded(step, null, new TreeMap<>(), null),
                    new Command.Item.Failed(step, new StepState.Problem("", "", "")),
                    new Command.Item.Cancelled(step)));
        }
        return items;
    }

    private static String step(Dice dice) {
        return dice.of("", "s1", "s2", "s3", "nowhere");
    }
}
