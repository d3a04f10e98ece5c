package io.orbit.control.core;

import java.util.List;

/** The seam at which bugs are planted: the rules as the topology calls them. */
interface Rules {
    /** The rules as they are. */
    Rules REAL = new Rules() {};

    default List<Event> decide(Scope scope, Command command, Origin origin) {
        return Decider.decide(scope, command, origin);
    }

    default Scope evolve(Scope scope, Event event) {
        return event.evolve(scope);
    }

    default List<Effect> effects(Event event) {
        return Effect.of(event);
    }

    default List<Timers.Timer> timers(RunState run, Plan plan) {
        return Timers.of(run, plan);
    }
}
