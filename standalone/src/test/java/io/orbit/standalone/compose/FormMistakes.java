package io.orbit.standalone.compose;

import static io.orbit.standalone.compose.LocalFiles.COMPOSE;
import static io.orbit.standalone.compose.LocalFiles.EXAMPLE;
import static io.orbit.standalone.compose.LocalFiles.IGNORED;
import static io.orbit.standalone.compose.LocalFiles.PAGE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Slips in the files of the local environment taken by themselves. Each is a name, a file, what stands in it once or more,
 * what a slip of the pen makes of it, and a part of what must be said.
 */
final class FormMistakes {
    private static final String HEALTH_OF_VAULT = """
                healthcheck:
                  test: ["CMD", "vault", "status"]
                  interval: 5s
                  timeout: 5s
                  start_period: 30s
                  retries: 6
            """;

    private FormMistakes() {}

    static Stream<Arguments> shapes() {
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

    static Stream<Arguments> variables() {
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

    static Stream<Arguments> services() {
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

    static Stream<Arguments> ports() {
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
}
