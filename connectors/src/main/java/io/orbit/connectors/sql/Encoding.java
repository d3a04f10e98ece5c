package io.orbit.connectors.sql;

/** In which form a column's values reach the writer. */
public enum Encoding {
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
