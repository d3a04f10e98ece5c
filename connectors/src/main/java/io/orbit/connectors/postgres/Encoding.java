package io.orbit.connectors.postgres;

/** How a column's values stand in COPY's text. */
enum Encoding {
    /** As they print: numbers and truth values. */
    PLAIN,
    /** Text, which may hold anything. */
    TEXT,
    /** Bytes. */
    BYTES,
    /** Microseconds since 1970 in UTC. */
    MICROS,
    /** A list of texts. */
    ARRAY
}
