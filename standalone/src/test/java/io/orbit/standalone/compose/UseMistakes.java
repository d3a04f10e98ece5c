package io.orbit.standalone.compose;

import static io.orbit.standalone.compose.LocalFiles.COMPOSE;
import static io.orbit.standalone.compose.LocalFiles.DOCKERFILE;
import static io.orbit.standalone.compose.LocalFiles.IGNORED;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Slips by which those files part from the code; each as in {@link FormMistakes}. */
final class UseMistakes {
    private UseMistakes() {}

    static Stream<Arguments> settings() {
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

    static Stream<Arguments> image() {
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
}
