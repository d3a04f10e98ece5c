package io.orbit.connectors.credentials;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of one credential, e.g. {@code username} and {@code password}. Prints names, never values. */
public final class Credential {
    private static final Credential NONE = new Credential("none", Map.of());

    private final String reference;
    private final Map<String, String> fields;

    /** @param reference the place they come from, for messages */
    public Credential(String reference, Map<String, String> fields) {
        this.reference = reference;
        this.fields = new TreeMap<>(fields);
    }

    /** For a connection that names no credentials. */
    public static Credential none() {
        return NONE;
    }

    public static OrbitException notFound(String reference, String why) {
        return new OrbitException(
                ErrorCode.SECRET_NOT_FOUND,
                "There is no credential '%s': %s. Put it there, or correct 'credentials' in the connection."
                        .formatted(reference, why));
    }

    /** @throws OrbitException SECRET_NOT_FOUND when the credential has no such field */
    public String field(String name) {
        return find(name).orElseThrow(() -> notFound(reference, "it has no field '" + name + "'"));
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Where it comes from, e.g. {@code vault:orbit/data/pg-orders#jdbc}; {@code none} when the connection names none. */
    public String reference() {
        return reference;
    }

    /** The values, so that they can be kept out of messages. */
    public Iterable<String> values() {
        return fields.values();
    }

    @Override
    public String toString() {
        return "Credential[" + reference + " " + fields.keySet() + "]";
    }
}
