package io.orbit.control.core;

import java.util.function.Supplier;

/** The laws that every story must keep. */
enum Law {
    TOTAL("decide answers every command on every scope, and never throws"),
    EQUAL_COMMANDS("equal commands on equal scopes give equal events"),
    TWICE("the same command twice changes nothing the second time"),
    ANSWER("a command is accepted exactly when the table says so; a refusal is one rejection"),
    NUMBERS("events of a run are numbered 1, 2, 3 …; rejections and facts of the pipeline are 0"),
    MOVES("runs and steps move only along the table"),
    TERMINAL("what has ended stays ended until a person asks"),
    UPSTREAMS("no step starts before its upstreams succeeded"),
    ATTEMPTS("the attempts of a step are 1, 2, 3 … without gaps"),
    FENCES("fences strictly increase, and a segment has at most one open"),
    OFFERS("exactly one offer per run, segment, fence and offer number"),
    SUCCESS_IS_FINAL(
            "a succeeded step runs again only when a resumption names it, and one names no other than it must"),
    OWNER("only the owner of the current fence moves an attempt by a report"),
    RETRIES("a failure is tried again while its policy allows, after the delay of its policy, and not once more"),
    NOT_BEFORE_DUE("a retry is scheduled when it is due"),
    DEAD_LETTERS("a dead letter exactly when retries are exhausted, redriven at most once"),
    CAUSES("whatever waits has a timer, a pending retry, or a runner with a lease"),
    STOPS("whoever works on what is over is told to stop"),
    PLACES("active and waiting are the runs whose phase says so; first come, first served; the limit holds"),
    KEYS("one idempotency key, one run"),
    REPLAY("the replayed log equals the live state"),
    STATE("the state says what the log says"),
    LIVENESS("once faults stop, every run ends"),
    TOPICS("every topic has exactly the records that the decisions imply"),
    CLOCKS("a timer is asked for once it is due, a lease once its runner is silent, and nothing else"),
    SIZES("no record is larger than its topic takes"),
    PARKED("what cannot be understood is parked as it came, and nothing else is"),
    ROWS("the rows of the store are those that the log alone gives");

    final String sentence;

    Law(String sentence) {
        this.sentence = sentence;
    }

    void holds(boolean held, Supplier<String> what) {
        if (!held) {
            throw new Broken(this, what.get());
        }
    }

    /** A law was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;
        final Law law;

        Broken(Law law, String what) {
            super("%s (%s): %s".formatted(law, law.sentence, what));
            this.law = law;
        }
    }
}
