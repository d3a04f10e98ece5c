package io.orbit.connectors.method;

/** How many of the rows it is given a method passes on. What is known here is compared with what the sinks counted. */
public enum Keeps {
    /** Exactly one row for each row. */
    ALL,
    /** Some of the rows, each once; the others are dropped. */
    SOME,
    /** More or fewer; nothing is said about it. */
    ANY
}
