package io.orbit.connectors.credentials;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The fields of one credential, e.g. {@code username} and {@code password}. Prints names, never values. */
public final class Credential {
    private static final Credential NONE = new Credential("none", Map.of());

    private final String reference;
    private final Map<String, String> fields;
    private final OptionalLong version;

    /** @param reference the place they come from, for messages */
    public Credential(String reference, Map<String, String> fields) {
        this(reference, fields, OptionalLong.empty());
    }

    /**
     * @param reference the place they come from, for messages
     * @param version which of the values that were ever kept under the reference these are; empty when the store keeps
     *     only one
     */
    public Credential(String reference, Map<String, String> fields, OptionalLong version) {
        this.reference = reference;
        this.fields = new TreeMap<>(fields);
        this.version = version;
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

    /** @throws OrbitException SECRET_NOT_FOUND when the credential has no such field, or an empty one */
    public String field(String name) {
        require(name);
        return find(name).orElseThrow();
    }

    /** @throws OrbitException SECRET_NOT_FOUND that names all of these fields that are missing or empty */
    public void require(String... names) {
        List<String> missing = Arrays.stream(names)
                .filter(name -> fields.getOrDefault(name, "").isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            String fieldNames = String.join("', '", missing);
            throw new OrbitException(
                    ErrorCode.SECRET_NOT_FOUND,
                    "Credential '%s' has no %s '%s', or it is empty; it has %s. Put it there, or correct 'credentials' in the connection."
                            .formatted(
                                    reference,
                                    missing.size() == 1 ? "field" : "fields",
                                    fieldNames,
                                    fields.isEmpty() ? "none" : fields.keySet()));
        }
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Where it comes from, e.g. {@code vault:orbit/data/pg-orders#jdbc}; {@code none} when the connection names none. */
    public String reference() {
        return reference;
    }

    /** True when the connection names no credentials. */
    public boolean absent() {
        return this == NONE;
    }

    /** The version in the store, from 1; empty where the store has no versions. */
    public OptionalLong version() {
        return version;
    }

    /** The values, so that they can be kept out of messages. */
    public Iterable<String> values() {
        return fields.values();
    }

    @Override
    public String toString() {
        String which = version.isPresent() ? " version " + version.getAsLong() : "";
        return "Credential[" + reference + which + " " + fields.keySet() + "]";
    }
}
