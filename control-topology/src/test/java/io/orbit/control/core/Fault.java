package io.orbit.control.core;

import java.util.EnumSet;
import java.util.Set;

/** What can go wrong in a story. Each story has some of them, so that none hides another. */
enum Fault {
    /** Any command of the story comes again, later. */
    DUPLICATES,
    /** A runner dies, and comes back with a new epoch. */
    CRASHES,
    /** A runner falls silent past its lease, and then goes on as if nothing had happened. */
    FREEZES,
    /** What a dead runner had said is heard after its death. */
    LATE_REPORTS,
    /** Two runners take the same offer. */
    DOUBLE_TAKES,
    /** A runner does not hear that it shall stop. */
    DEAF_RUNNERS,
    LOST_OFFERS,
    /** An offer is too large for its topic. */
    HUGE_OFFERS,
    /** A lease of a runner that is well expires, or one of a runner that has nothing. */
    SPURIOUS_LEASES,
    EARLY_TIMERS,
    STALE_TIMERS,
    EARLY_RETRIES,
    RESTARTS,
    GARBAGE,
    /** Versions are published, and broken ones refused, while runs are under way. */
    DEFINITIONS,
    /** A key comes again with another run's id. */
    REUSED_KEYS,
    CANCELS,
    RESUMPTIONS,
    /** A runner is drained: it gives its attempts up. */
    DRAINS;

    static Set<Fault> some(Dice dice) {
        double share = dice.of(0.1, 0.3, 0.6);
        Set<Fault> some = EnumSet.noneOf(Fault.class);
        for (Fault fault : values()) {
            if (dice.chance(share)) {
                some.add(fault);
            }
        }
        return some;
    }
}
