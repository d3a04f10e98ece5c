package io.orbit.standalone.compose;

import static io.orbit.standalone.compose.LocalFiles.COMPOSE;
import static io.orbit.standalone.compose.LocalFiles.DOCKERFILE;
import static io.orbit.standalone.compose.LocalFiles.EXAMPLE;
import static io.orbit.standalone.compose.LocalFiles.IGNORED;
import static io.orbit.standalone.compose.LocalFiles.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of the local environment against each other and against the code. No container is started: what an image itself
 * does with its settings is beyond this test, and docs/local-environment.md says so.
 */
class ComposeTest {
    private static LocalFiles files() throws IOException {
        return LocalFiles.read(Path.of(".."));
    }

    @Test
    void theLocalEnvironmentKeepsEveryRule() throws Exception {
        assertThat(files().problems()).isEmpty();
    }

    @Test
    void everyServiceOfTheLocalEnvironmentIsThere() throws Exception {
        assertThat(files().services())
                .extracting(Service::name)
                .contains("kafka", "registry", "postgres", "mysql", "vault", "storage", "server", "runner");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void eachMistakeIsCaught(String name, String file, String right, String wrong, String told) throws Exception {
        String text = files().text(file);
        assertThat(text).as("what the mistake is made of is still there").contains(right);
        // In place of the first occurrence only, as a slip of the pen would be.
        int at = text.indexOf(right);
        String mistaken = text.substring(0, at) + wrong + text.substring(at + right.length());

        assertThat(files().with(file, mistaken).problems())
                .anySatisfy(problem -> assertThat(problem).contains(told));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(shapes(), variables(), services(), ports(), settings(), image())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> shapes() {
        return Stream.of(
                arguments("a tab", COMPOSE, "\n  kafka:", "\n\tkafka:", "not to be read"),
                arguments("a key twice", COMPOSE, "  postgres:\n", "  kafka:\n", "Duplicate"),
                arguments("a field that Compose does not know", COMPOSE, "retries: 5", "retrys: 5", "retrys"),
                arguments("a number for a text", COMPOSE, "ORBIT_PORT: \"8080\"", "ORBIT_PORT: 8080", "ORBIT_PORT"),
                arguments("root", COMPOSE, "    read_only: true", "    user: root\n    read_only: true", "user"),
                arguments("all rights", COMPOSE, "    cap_add:", "    privileged: true\n    cap_add:", "privileged"),
                arguments(
                        "a fixed name",
                        COMPOSE,
                        "[\"runner\"]",
                        "[\"runner\"]\n    container_name: r",
                        "container_name"),
                arguments("an unknown condition", COMPOSE, "service_healthy", "service_well", "condition"),
                arguments("a health check without CMD", COMPOSE, "[\"CMD\", \"vault\"", "[\"vault\"", "healthcheck"),
                arguments("a unit that does not exist", COMPOSE, "interval: 15s", "interval: 15 sec", "interval"));
    }

    private static Stream<Arguments> variables() {
        return Stream.of(
                arguments("an unknown variable", COMPOSE, "${HOST_PORT_MYSQL", "${HOST_PORT_MYSLQ", "HOST_PORT_MYSLQ"),
                arguments(
                        "a variable too many",
                        EXAMPLE,
                        "HOST_PORT_KAFKA=9092",
                        "HOST_PORT_KAFKA=9092\nX=1",
                        "X of .env"),
                arguments("another default", EXAMPLE, "HOST_PORT_VAULT=8200", "HOST_PORT_VAULT=8201", "'8201' in .env"),
                arguments(
                        "no default",
                        COMPOSE,
                        "${ORBIT_VAULT_TOKEN:?fill it in in .env}",
                        "${ORBIT_VAULT_TOKEN}",
                        "forgotten"),
                arguments("a lone dollar sign", COMPOSE, "$$POSTGRES_USER", "$POSTGRES_USER", "not doubled"),
                arguments("a variable that the shell lacks", COMPOSE, "$$MYSQL_USER", "$$MYSQL_NAME", "MYSQL_NAME"),
                arguments("a secret", EXAMPLE, "ORBIT_VAULT_TOKEN=", "ORBIT_VAULT_TOKEN=root", "has a value"),
                arguments(
                        "a credential that is not understood",
                        EXAMPLE,
                        "#ORBIT_CREDENTIAL__ORBIT_DATA_HOOK__API__",
                        "#ORBIT_CREDENTIAL__HOOK__API__",
                        "ORBIT_CREDENTIAL__HOOK__API__TOKEN"),
                arguments(
                        "a blank that nobody is told of",
                        PAGE,
                        "`ORBIT_CREDENTIAL__ORBIT_DATA_S3__IAM__SECRET_ACCESS_KEY`",
                        "the key",
                        "does not say so"),
                arguments("secrets in the repository", ".gitignore", "\n.env\n", "\n", ".gitignore"),
                arguments("secrets in the image", IGNORED, "\n.env\n", "\n", ".dockerignore"));
    }

    private static Stream<Arguments> services() {
        return Stream.of(
                arguments("the newest image", COMPOSE, "apache/kafka:4.3.1", "apache/kafka:latest", "not pinned"),
                arguments("no tag", COMPOSE, "mysql:8.4.6", "mysql", "not pinned"),
                arguments("a major version only", COMPOSE, "postgres:17.6-bookworm", "postgres:17", "not pinned"),
                arguments("a health check left out", COMPOSE, HEALTH_OF_VAULT, "", "vault: has no health check"),
                arguments(
                        "a program that is not there",
                        COMPOSE,
                        "\"vault\", \"status\"",
                        "\"curl\", \"x\"",
                        "'curl' is not known"),
                arguments(
                        "a one-shot with a restart",
                        COMPOSE,
                        "    restart: \"no\"",
                        "    restart: unless-stopped",
                        "registry-defaults: has no health"),
                arguments(
                        "nobody waits",
                        COMPOSE,
                        "      fill-vault:\n        condition: service_completed_successfully\n",
                        "",
                        "nobody waits"),
                arguments(
                        "waiting for the wrong thing",
                        COMPOSE,
                        "service_completed_successfully",
                        "service_healthy",
                        "service_completed"),
                arguments("waiting for nobody", COMPOSE, "      storage-bucket:", "      bucket:", "is no service"),
                arguments(
                        "waiting in a circle",
                        COMPOSE,
                        "    volumes:\n      - kafka-data",
                        "    depends_on:\n      server:\n        condition: service_healthy\n    volumes:\n      - kafka-data",
                        "waits for itself"),
                arguments("no time to stop", COMPOSE, "    stop_grace_period: 60s\n", "", "how long it may take"),
                arguments("a volume that is not declared", COMPOSE, "- mysql-data:", "- mysql:", "declared"),
                arguments("a folder that is not there", COMPOSE, "./examples:", "./samples:", "./samples"),
                arguments(
                        "a folder of the repository to write to",
                        COMPOSE,
                        "files/examples:ro",
                        "files/examples",
                        "read-only"));
    }

    private static Stream<Arguments> ports() {
        return Stream.of(
                arguments(
                        "a port for everybody",
                        COMPOSE,
                        "\"127.0.0.1:${HOST_PORT_MYSQL",
                        "\"${HOST_PORT_MYSQL",
                        "not of the form"),
                arguments(
                        "a port where nothing listens",
                        COMPOSE,
                        "-8200}:8200",
                        "-8200}:8201",
                        "nothing listens on 8201"),
                arguments(
                        "one port twice",
                        COMPOSE,
                        "HOST_PORT_REGISTRY:-8081}",
                        "HOST_PORT_REGISTRY:-8080}",
                        "published twice"),
                arguments(
                        "a health check of another port",
                        COMPOSE,
                        "tcp/127.0.0.1/9000",
                        "tcp/127.0.0.1/80",
                        "asks port 80"),
                arguments(
                        "the server elsewhere",
                        COMPOSE,
                        "ORBIT_PORT: \"8080\"",
                        "ORBIT_PORT: \"8090\"",
                        "nothing listens on 8080"),
                arguments(
                        "Kafka sends its clients elsewhere",
                        COMPOSE,
                        "HOST://127.0.0.1:${",
                        "HOST://kafka:${",
                        "are sent to"));
    }

    private static Stream<Arguments> settings() {
        return Stream.of(
                arguments(
                        "a setting that the server does not have",
                        COMPOSE,
                        "ORBIT_STATE_DIR",
                        "ORBIT_STATE_FOLDER",
                        "nothing reads ORBIT_STATE_FOLDER"),
                arguments(
                        "a setting that the runner does not have",
                        COMPOSE,
                        "ORBIT_RUNNER_DRAIN_SECONDS",
                        "ORBIT_RUNNER_DRAIN",
                        "nothing reads ORBIT_RUNNER_DRAIN"),
                arguments(
                        "a value that is refused",
                        COMPOSE,
                        "ORBIT_LEASE: 20s",
                        "ORBIT_LEASE: twenty",
                        "ORBIT_LEASE must be a duration"),
                arguments(
                        "no brokers",
                        COMPOSE,
                        "      ORBIT_BOOTSTRAP_SERVERS: kafka:19092\n",
                        "",
                        "ORBIT_BOOTSTRAP_SERVERS"),
                arguments(
                        "the brokers' outer address",
                        COMPOSE,
                        "ORBIT_BOOTSTRAP_SERVERS: kafka:19092",
                        "ORBIT_BOOTSTRAP_SERVERS: kafka:9092",
                        "not where Kafka says"),
                arguments(
                        "the loopback address", COMPOSE, "ORBIT_HOST: 0.0.0.0", "ORBIT_HOST: 127.0.0.1", "not reached"),
                arguments("leases that differ", COMPOSE, "ORBIT_LEASE: 20s", "ORBIT_LEASE: 30s", "leases"),
                arguments(
                        "killed in the drain",
                        COMPOSE,
                        "stop_grace_period: 90s",
                        "stop_grace_period: 30s",
                        "before it has drained"),
                arguments(
                        "one runner only",
                        COMPOSE,
                        "      ORBIT_WORK_DIR",
                        "      ORBIT_RUNNER_ID: r1\n      ORBIT_WORK_DIR",
                        "one container only"),
                arguments(
                        "a work folder on the root",
                        COMPOSE,
                        "ORBIT_WORK_DIR: /var/lib/orbit/work",
                        "ORBIT_WORK_DIR: /opt/work",
                        "may not write ORBIT_WORK_DIR"),
                arguments(
                        "the log on the root",
                        COMPOSE,
                        "-Dorbit.logs=/tmp",
                        "-Dorbit.logs=/var",
                        "may not write its log"),
                arguments(
                        "another file looked at",
                        COMPOSE,
                        "find /tmp/orbit-alive",
                        "find /tmp/alive",
                        "younger than the lease"),
                arguments(
                        "Vault without permission for http",
                        COMPOSE,
                        "      ORBIT_VAULT_ALLOW_HTTP: \"true\"\n",
                        "",
                        "ORBIT_VAULT_ADDR is not https"),
                arguments(
                        "another role",
                        COMPOSE,
                        "ORBIT_VAULT_ROLE_ID: orbit-runner",
                        "ORBIT_VAULT_ROLE_ID: runner",
                        "same role"),
                arguments(
                        "another file with the secret id",
                        COMPOSE,
                        "ORBIT_VAULT_SECRET_ID_FILE: /var/lib/orbit/vault/secret-id",
                        "ORBIT_VAULT_SECRET_ID_FILE: /var/lib/orbit/vault/id",
                        "do not share the file"),
                arguments(
                        "a flag that fill-vault does not have",
                        COMPOSE,
                        "--secret-id-file",
                        "--secret-file",
                        "Unknown option"),
                arguments("a root that can be written", COMPOSE, "    read_only: true\n", "", "has no read_only"),
                arguments(
                        "memory that cannot be executed",
                        COMPOSE,
                        "/tmp:exec,mode=1777,size=512m",
                        "/tmp:mode=1777,size=512m",
                        "unpacked"),
                arguments(
                        "a setting that Kafka does not have",
                        COMPOSE,
                        "KAFKA_MESSAGE_MAX_BYTES",
                        "KAFKA_MAX_MESSAGE_BYTES",
                        "'max.message.bytes' is no setting"),
                arguments(
                        "three replicas on one broker",
                        COMPOSE,
                        "STATE_LOG_REPLICATION_FACTOR: \"1\"",
                        "STATE_LOG_REPLICATION_FACTOR: \"3\"",
                        "for the embedded broker"),
                arguments(
                        "a listener without a protocol",
                        COMPOSE,
                        "INTERNAL:PLAINTEXT,HOST:PLAINTEXT,",
                        "INTERNAL:PLAINTEXT,",
                        "HOST"));
    }

    private static Stream<Arguments> image() {
        return Stream.of(
                arguments("root in the image", DOCKERFILE, "USER 10001:10001", "USER root", "fixed number"),
                arguments("no user in the image", DOCKERFILE, "USER 10001:10001\n", "", "fixed number"),
                arguments("a user that is not made", DOCKERFILE, "USER 10001:10001", "USER 10002:10001", "not made"),
                arguments(
                        "a shell that keeps the signals",
                        DOCKERFILE,
                        "ENTRYPOINT [\"/opt/orbit/orbit\"]",
                        "ENTRYPOINT /opt/orbit/orbit",
                        "entry point"),
                arguments(
                        "a script that keeps the signals",
                        "orbit",
                        "    exec \"$java\" \"$heap\"",
                        "    \"$java\" \"$heap\"",
                        "take the place"),
                arguments(
                        "another program",
                        DOCKERFILE,
                        "ENTRYPOINT [\"/opt/orbit/orbit\"]",
                        "ENTRYPOINT [\"java\"]",
                        "entry point"),
                arguments("another port", DOCKERFILE, "EXPOSE 8080", "EXPOSE 8081", "default port"),
                arguments(
                        "a path that the server does not answer",
                        DOCKERFILE,
                        "8080/ready",
                        "8080/healthz",
                        "does not answer"),
                arguments(
                        "the same in the Compose file",
                        COMPOSE,
                        "8080/ready",
                        "8080/status",
                        "server: the health check"),
                arguments(
                        "a folder that is not there",
                        DOCKERFILE,
                        "COPY cli cli",
                        "COPY client cli",
                        "no 'client' to copy"),
                arguments(
                        "a module forgotten",
                        DOCKERFILE,
                        "COPY step-runner step-runner\n",
                        "",
                        "'step-runner' is not copied"),
                arguments("a module that is left out", IGNORED, "**/target", "**/target\nschemas", "left out"),
                arguments(
                        "a jar elsewhere",
                        DOCKERFILE,
                        "target/orbit-standalone.jar standalone/",
                        "target/orbit-standalone.jar lib/",
                        "launch script"),
                arguments(
                        "libraries forgotten",
                        DOCKERFILE,
                        "COPY --from=build /build/cli/target/lib cli/target/lib\n",
                        "",
                        "lacks its libraries in cli/target/lib"),
                arguments(
                        "the newest Java",
                        DOCKERFILE,
                        "eclipse-temurin:17.0.15_6-jre-noble",
                        "eclipse-temurin:17-jre",
                        "not pinned"),
                arguments("another signal", DOCKERFILE, "STOPSIGNAL SIGTERM", "STOPSIGNAL SIGKILL", "SIGTERM"),
                arguments(
                        "a folder that the user does not own",
                        DOCKERFILE,
                        " /var/lib/orbit/work ",
                        " ",
                        "makes no /var/lib/orbit/work"),
                arguments(
                        "a command that does not exist",
                        COMPOSE,
                        "command: [\"runner\"]",
                        "command: [\"run\"]",
                        "nothing of that name"),
                arguments(
                        "an old version",
                        "pom.xml",
                        "<version>0.1.0-SNAPSHOT</version>",
                        "<version>0.2.0</version>",
                        "not of version 0.2.0"));
    }

    private static final String HEALTH_OF_VAULT = """
                healthcheck:
                  test: ["CMD", "vault", "status"]
                  interval: 5s
                  timeout: 5s
                  start_period: 30s
                  retries: 6
            """;
}
