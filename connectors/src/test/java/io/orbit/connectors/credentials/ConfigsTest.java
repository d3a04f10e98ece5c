package io.orbit.connectors.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.method.Connection;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigsTest {
    private static final String REFERENCE = "vault:kv/data/it#login";

    private static Connection connection(String settings, Map<String, String> fields) {
        return connection(settings, new Credential(REFERENCE, fields));
    }

    private static Connection connection(String settings, Credential credential) {
        try {
            return new Connection("it", "any", new ObjectMapper().readTree(settings.replace('\'', '"')), credential);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lacks(ThrowingCallable call, String... named) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_NOT_FOUND))
                .hasMessageContaining(REFERENCE)
                .hasMessageContainingAll(named)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aDatabasesLoginGoesToTheDriverAndItsPlaceMayBeInTheCredential() {
        JdbcConfig config = JdbcConfig.of(connection(
                "{'host':'db','options':{'port':6432}}",
                Map.of(
                        "username",
                        "ann",
                        "password",
                        "hunter2",
                        "host",
                        "other",
                        "database",
                        "shop",
                        "sslMode",
                        "require")));
        Map<String, String> properties = new TreeMap<>();
        config.login(properties);

        assertThat(config.host()).hasValue("db");
        assertThat(config.port()).hasValue("6432");
        assertThat(config.database()).hasValue("shop");
        assertThat(config.sslMode()).hasValue("require");
        assertThat(properties).containsExactly(Map.entry("password", "hunter2"), Map.entry("user", "ann"));
    }

    @Test
    void aDatabaseThatNamesNoCredentialsIsAskedWithoutALogin() {
        Map<String, String> properties = new TreeMap<>();
        JdbcConfig.of(connection("{'host':'db'}", Credential.none())).login(properties);

        assertThat(properties).isEmpty();
    }

    @Test
    void keysOfACloudBecomeSettingsOfS3a() {
        Map<String, String> keys = Map.of("accessKeyId", "AK", "secretAccessKey", "hunter2", "region", "eu-west-1");
        Map<String, String> shortLived = new TreeMap<>(keys);
        shortLived.putAll(Map.of("sessionToken", "st", "roleArn", "arn:aws:iam::1:role/lake"));

        assertThat(IAMConfig.of(connection("{}", keys)).s3a("fs.s3a."))
                .containsOnly(
                        Map.entry("fs.s3a.access.key", "AK"),
                        Map.entry("fs.s3a.secret.key", "hunter2"),
                        Map.entry("fs.s3a.endpoint.region", "eu-west-1"),
                        Map.entry(
                                "fs.s3a.aws.credentials.provider",
                                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"));
        assertThat(IAMConfig.of(connection("{'region':'us-east-1'}", shortLived))
                        .s3a("fs.s3a.bucket.lake."))
                .containsEntry("fs.s3a.bucket.lake.session.token", "st")
                .containsEntry("fs.s3a.bucket.lake.endpoint.region", "us-east-1")
                .containsEntry("fs.s3a.bucket.lake.assumed.role.arn", "arn:aws:iam::1:role/lake")
                .containsEntry(
                        "fs.s3a.bucket.lake.aws.credentials.provider",
                        "org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider")
                .containsEntry(
                        "fs.s3a.bucket.lake.assumed.role.credentials.provider",
                        "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider");
    }

    @Test
    void otherSystemsGetATokenOrALogin() {
        OtherConfig login = OtherConfig.of(connection("{}", Map.of("username", "a\"b", "password", "hun\\ter2")));

        assertThat(OtherConfig.of(connection("{}", Map.of("token", "t"))).authorization())
                .hasValue("Bearer t");
        assertThat(OtherConfig.of(connection("{}", Map.of("username", "ann", "password", "pw")))
                        .authorization())
                .hasValue("Basic YW5uOnB3");
        assertThat(OtherConfig.of(connection("{}", Credential.none())).authorization())
                .isEmpty();
        assertThat(login.sasl("PLAIN"))
                .isEqualTo("org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"a\\\"b\" password=\"hun\\\\ter2\";");
        assertThat(login.sasl("SCRAM-SHA-512")).startsWith("org.apache.kafka.common.security.scram.ScramLoginModule ");
    }

    @Test
    void whatACredentialLacksIsNamedWithItsReference() {
        lacks(() -> JdbcConfig.of(connection("{}", Map.of("pass", "hunter2"))), "'username', 'password'", "[pass]");
        lacks(() -> JdbcConfig.of(connection("{}", Map.of("username", "", "password", "hunter2"))), "'username'");
        lacks(() -> IAMConfig.of(connection("{}", Map.of("accessKeyId", "hunter2"))), "'secretAccessKey'");
        lacks(() -> OtherConfig.of(connection("{}", Map.of("key", "hunter2"))).authorization(), "'token'");
        lacks(
                () -> OtherConfig.of(connection("{}", Map.of("username", "hunter2")))
                        .sasl("PLAIN"),
                "'password'");
    }

    @Test
    void nothingPrintsAValue() {
        Map<String, String> fields = Map.of(
                "username", "hunter2",
                "password", "hunter2",
                "accessKeyId", "hunter2",
                "secretAccessKey", "hunter2");
        Connection connection = connection("{}", fields);

        assertThat(JdbcConfig.of(connection) + " " + IAMConfig.of(connection) + " " + OtherConfig.of(connection) + " "
                        + connection)
                .contains(REFERENCE, "password")
                .doesNotContain("hunter2");
    }
}
