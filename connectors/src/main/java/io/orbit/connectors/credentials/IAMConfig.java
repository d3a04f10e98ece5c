package io.orbit.connectors.credentials;

import io.orbit.connectors.method.Connection;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who asks a cloud for something. Prints no key.
 *
 * <p>The credential has {@code accessKeyId} and {@code secretAccessKey}, and may have {@code sessionToken}, {@code roleArn}
 * (a role to take on) and {@code region}, which the connection's own {@code region} overrules.
 */
public final class IAMConfig {
    private static final String PACKAGE = "org.apache.hadoop.fs.s3a.";
    private static final String SIMPLE = PACKAGE + "SimpleAWSCredentialsProvider";
    private static final String TEMPORARY = PACKAGE + "TemporaryAWSCredentialsProvider";
    private static final String ASSUMED = PACKAGE + "auth.AssumedRoleCredentialProvider";

    private final Connection connection;

    private IAMConfig(Connection connection) {
        this.connection = connection;
    }

    /** @throws OrbitException SECRET_NOT_FOUND that names what the credential lacks */
    public static IAMConfig of(Connection connection) {
        connection.credential().require("accessKeyId", "secretAccessKey");
        return new IAMConfig(connection);
    }

    public String accessKeyId() {
        return connection.credential().field("accessKeyId");
    }

    public String secretAccessKey() {
        return connection.credential().field("secretAccessKey");
    }

    /** Of keys that live for a short time only. */
    public Optional<String> sessionToken() {
        return given("sessionToken");
    }

    /** The role that is taken on with the keys. */
    public Optional<String> roleArn() {
        return given("roleArn");
    }

    public Optional<String> region() {
        String own = connection.settings().path("region").asText("");
        return own.isEmpty() ? given("region") : Optional.of(own);
    }

    /**
     * Settings of Hadoop's s3a.
     *
     * @param prefix {@code fs.s3a.}, or {@code fs.s3a.bucket.NAME.} for one bucket only
     */
    public Map<String, String> s3a(String prefix) {
        Map<String, String> settings = new TreeMap<>();
        String keys = sessionToken().isPresent() ? TEMPORARY : SIMPLE;
        settings.put(prefix + "access.key", accessKeyId());
        settings.put(prefix + "secret.key", secretAccessKey());
        sessionToken().ifPresent(token -> settings.put(prefix + "session.token", token));
        settings.put(prefix + "aws.credentials.provider", roleArn().isPresent() ? ASSUMED : keys);
        roleArn().ifPresent(role -> {
            settings.put(prefix + "assumed.role.arn", role);
            settings.put(prefix + "assumed.role.credentials.provider", keys);
        });
        region().ifPresent(region -> settings.put(prefix + "endpoint.region", region));
        return settings;
    }

    /** Where the keys come from, for messages. */
    public String reference() {
        return connection.credential().reference();
    }

    private Optional<String> given(String name) {
        return connection.credential().find(name).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return "IAMConfig[" + connection.credential() + "]";
    }
}
