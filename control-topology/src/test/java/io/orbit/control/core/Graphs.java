package io.orbit.control.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random graphs of steps and random plans for them. */
final class Graphs {
    private Graphs() {}

    /** A plan of version 0, as a definition brings it. */
    static Plan plan(Dice dice) {
        long deadline = dice.chance(0.2) ? dice.between(60_000, 7_200_000) : 0;
        Plan.Overlap overlap = dice.chance(0.8) ? Plan.Overlap.QUEUE : Plan.Overlap.SKIP;
        int limit = dice.of(0, 0, 1, 1, 2, 3);
        return new Plan(0, deadline, limit, overlap, Planner.plan(nodes(dice)));
    }

    static List<Planner.Node> nodes(Dice dice) {
        int size = dice.chance(0.7) ? dice.between(1, 5) : dice.between(1, 12);
        double light = dice.of(0.0, 0.5, 1.0);
        double edges = dice.of(0.2, 0.5, 0.9);
        List<Planner.Node> nodes = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            List<String> inputs = some(dice, i, edges, 3);
            List<String> dependsOn = some(dice, i, 0.15, 2);
            long timeout = dice.chance(0.25) ? dice.between(1_000, 600_000) : 0;
            nodes.add(new Planner.Node(
                    "s" + i,
                    "Test.step",
                    dice.chance(light),
                    inputs,
                    dependsOn,
                    dice.chance(0.1),
                    timeout,
                    retry(dice)));
        }
        if (dice.chance(0.3)) {
            Collections.shuffle(nodes, new Random(size));
        }
        return nodes;
    }

    static RetryPolicy retry(Dice dice) {
        long delay = dice.of(0, 1_000, 5_000, 30_000);
        long most = dice.of(5_000, 60_000, 300_000);
        return new RetryPolicy(dice.below(4), delay, dice.of(1.0, 2.0), most, dice.of(0.0, 0.1, 1.0));
    }

    private static List<String> some(Dice dice, int before, double share, int most) {
        List<String> some = new ArrayList<>();
        for (int i = Math.max(1, before - 4); i < before && some.size() < most; i++) {
            if (dice.chance(share / Math.min(before, 4))) {
                some.add("s" + i);
            }
        }
        return some;
    }
}
