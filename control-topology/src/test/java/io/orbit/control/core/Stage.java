package io.orbit.control.core;

/** Where the acts of a story are played: in the house alone, or in the topology with the house beside it. */
@FunctionalInterface
interface Stage {
    void play(Act act);
}
