package io.orbit.control.core;

import java.util.Set;
import java.util.TreeSet;

/** The steps that a retry from a step must run again, found edge by edge. */
final class Redoing {
    private Redoing() {}

    static Set<String> from(Plan plan, String step) {
        Set<String> redo = new TreeSet<>();
        add(plan, step, redo);
        return redo;
    }

    private static void add(Plan plan, String id, Set<String> redo) {
        if (!redo.add(id)) {
            return;
        }
        for (PlannedStep each : plan.steps()) {
            if (each.upstreams().contains(id)) {
                add(plan, each.id(), redo);
            }
            if (each.id().equals(id) && !each.light()) {
                plan.segment(each.segment()).forEach(mate -> add(plan, mate.id(), redo));
            }
        }
    }
}
