package io.orbit.connectors.postgres;

import java.io.Serializable;

/**
 * Where something happened, in words for messages.
 *
 * @param connection its name in the definition; empty when that is not known
 * @param address {@code host:port/database}, or a word for it
 * @param credential the reference, never a value
 * @param sink true when it was written to
 */
record Place(String connection, String address, String credential, boolean sink) implements Serializable {
    @Override
    public String toString() {
        return connection.isEmpty() ? address : "PostgreSQL at %s (connection '%s')".formatted(address, connection);
    }
}
