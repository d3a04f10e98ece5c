package io.orbit.connectors.sql;

import java.io.Serializable;

/**
 * Where something happened, in words for messages.
 *
 * @param product e.g. {@code PostgreSQL}
 * @param connection its name in the definition; empty when that is not known
 * @param address {@code host:port/database}, or a word for it
 * @param credential the reference, never a value
 * @param sink true when it was written to
 */
public record Place(String product, String connection, String address, String credential, boolean sink)
        implements Serializable {
    /** For a failure that reached the engine from within a read. */
    public static final Place UNKNOWN = new Place("", "", "the database", "of the connection", false);

    @Override
    public String toString() {
        return connection.isEmpty() ? address : "%s at %s (connection '%s')".formatted(product, address, connection);
    }
}
