package io.orbit.connectors.credentials;

import io.orbit.connectors.method.Connection;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who asks any other system. Prints no secret.
 *
 * <p>The credential has {@code token}, or {@code username} and {@code password}; {@code ca} may hold certificates, PEM, that
 * the other side's certificate is signed by. Connectors may ask for further fields.
 */
public final class OtherConfig {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

    private final Credential credential;

    private OtherConfig(Credential credential) {
        this.credential = credential;
    }

    /** Of a connection that may name no credentials; then there is nothing here. */
    public static OtherConfig of(Connection connection) {
        return new OtherConfig(connection.credential());
    }

    /**
     * A header {@code Authorization}: Bearer with the token, else Basic; empty when the connection names no credentials.
     *
     * @throws OrbitException SECRET_NOT_FOUND when the credential has neither a token nor a username and password
     */
    public Optional<String> authorization() {
        if (credential.absent()) {
            return Optional.empty();
        }
        if (credential.find("token").filter(text -> !text.isEmpty()).isPresent()) {
            return Optional.of(bearer());
        }
        if (credential.find("username").isEmpty() && credential.find("password").isEmpty()) {
            throw Credential.notFound(credential.reference(), "it has no 'token', and no 'username' and 'password'");
        }
        return Optional.of(basic());
    }

    /**
     * A value of the header {@code Authorization}.
     *
     * @throws OrbitException SECRET_NOT_FOUND when the credential has no token
     */
    public String bearer() {
        return "Bearer " + credential.field("token");
    }

    /**
     * A value of the header {@code Authorization}.
     *
     * @throws OrbitException SECRET_NOT_FOUND that names which of username and password the credential lacks
     */
    public String basic() {
        credential.require("username", "password");
        String pair = credential.field("username") + ":" + credential.field("password");
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What Kafka calls {@code sasl.jaas.config}.
     *
     * @param mechanism {@code PLAIN}, or one that begins with {@code SCRAM}
     * @throws OrbitException SECRET_NOT_FOUND that names what the credential lacks
     */
    public String sasl(String mechanism) {
        credential.require("username", "password");
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(
                        mechanism.equals("PLAIN") ? PLAIN : SCRAM,
                        escaped(credential.field("username")),
                        escaped(credential.field("password")));
    }

    /** Certificates to trust, PEM. */
    public Optional<String> ca() {
        return credential.find("ca").filter(text -> !text.isEmpty());
    }

    /** @throws OrbitException SECRET_NOT_FOUND when the credential has no such field, or an empty one */
    public String field(String name) {
        return credential.field(name);
    }

    /** Where the fields come from, for messages. */
    public String reference() {
        return credential.reference();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Override
    public String toString() {
        return "OtherConfig[" + credential + "]";
    }
}
