package io.orbit.connectors.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.credentials.Credential;

/**
 * A connection of the definition, ready for use.
 *
 * @param name as the definition calls it
 * @param type e.g. {@code postgres}
 * @param settings the connection as in the definition, {@code ${…}} resolved
 * @param credential looked up where the definition says; without fields when it says nowhere
 */
public record Connection(String name, String type, JsonNode settings, Credential credential) {}
