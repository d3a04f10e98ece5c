package io.orbit.runner;

import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a runner process, from flags ({@code --slots 4} or {@code --slots=4}) and the environment ({@code
 * ORBIT_RUNNER_SLOTS=4}); a flag wins. {@code ORBIT_KAFKA_SECURITY_PROTOCOL} becomes the property {@code
 * security.protocol} of every Kafka client.
 *
 * @param settings of the runner
 * @param workDir data sets between segments and large results; shared by all runners
 * @param baseDir where relative paths of pipelines start
 * @param vault where credentials are; null when the runner has none
 * @param sparkMaster where Spark work runs
 * @param plugins folder with plug-in jars; null for none
 */
record RunnerConfig(
        RunnerSettings settings,
        Path workDir,
        Path baseDir,
        @Nullable VaultSettings vault,
        String sparkMaster,
        @Nullable Path plugins) {
    /** Every setting, with its default; an empty default means that there is none. */
    enum Setting {
        ORBIT_BOOTSTRAP_SERVERS("--bootstrap-servers", "", "host:port of Kafka brokers, separated by commas; required"),
        ORBIT_RUNNER_ID("--runner-id", "", "a name that no other runner has and that stays the same (the host's name)"),
        ORBIT_RUNNER_SLOTS("--slots", "2", "attempts that run at the same time"),
        ORBIT_RUNNER_DRAIN_SECONDS("--drain-seconds", "30", "how long attempts may go on after SIGTERM"),
        ORBIT_RUNNER_LEASE_SECONDS(
                "--lease-seconds", "20", "without a heartbeat for so long, an attempt counts as lost"),
        ORBIT_RUNNER_ALIVE_FILE("--alive-file", "", "file that is touched whenever the brokers took a heartbeat"),
        ORBIT_WORK_DIR(
                "--work-dir", ".orbit/work", "data sets between segments and large results; shared by all runners"),
        ORBIT_BASE_DIR("--base-dir", ".", "where relative paths of pipelines start"),
        ORBIT_TOPIC_PREFIX("--topic-prefix", "orbit", "beginning of the topics' names"),
        ORBIT_SPARK_MASTER("--spark-master", "local[2]", "where Spark work runs"),
        ORBIT_PLUGINS("--plugins", "", "folder with plug-in jars"),
        ORBIT_VAULT_ADDR("--vault-addr", "", "URL of Vault; without it the runner has no credentials"),
        ORBIT_VAULT_ALLOW_HTTP("--vault-allow-http", "", "true to speak to Vault without TLS"),
        ORBIT_VAULT_NAMESPACE("--vault-namespace", "", "namespace of Vault Enterprise"),
        ORBIT_VAULT_CA_FILE("--vault-ca-file", "", "certificate of Vault's authority, PEM"),
        ORBIT_VAULT_TOKEN_FILE("--vault-token-file", "", "file with a token"),
        ORBIT_VAULT_ROLE_ID("--vault-role-id", "", "AppRole: the role"),
        ORBIT_VAULT_SECRET_ID_FILE("--vault-secret-id-file", "", "AppRole: file with the secret id"),
        ORBIT_VAULT_KUBERNETES_ROLE("--vault-kubernetes-role", "", "Kubernetes: the role"),
        ORBIT_VAULT_KUBERNETES_TOKEN_FILE(
                "--vault-kubernetes-token-file", "", "Kubernetes: file with the service account's token"),
        ORBIT_VAULT_AUTH_MOUNT(
                "--vault-auth-mount", "", "where the login method is mounted, when not at its usual place");

        private final String flag;
        private final String preset;
        private final String meaning;

        Setting(String flag, String preset, String meaning) {
            this.flag = flag;
            this.preset = preset;
            this.meaning = meaning;
        }

        String flag() {
            return flag;
        }

        String preset() {
            return preset;
        }
    }

    /** Every setting in a line, with its flag, its meaning and its default. */
    static String help() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("Starts an Orbit runner. Settings come from the environment or from flags:");
        for (Setting setting : Setting.values()) {
            String preset = setting.preset.isEmpty() ? "" : " (" + setting.preset + ")";
            lines.add("  %-33s %-31s %s".formatted(setting.name(), setting.flag, setting.meaning + preset));
        }
        lines.add("  %-65s %s".formatted("ORBIT_KAFKA_<NAME>", "any setting of Kafka's clients"));
        return lines.toString();
    }

    /** @throws OrbitException CONFIGURATION_INVALID with every problem, one per line */
    static RunnerConfig parse(String[] args, Map<String, String> environment) {
        return new RunnerConfigParser().parse(args, environment);
    }

    /** What is in force, one per line; never a value of a Kafka property, which may be a secret. */
    String inForce() {
        return String.join(
                System.lineSeparator(),
                "bootstrap servers " + settings.bootstrapServers(),
                "runner id         " + settings.runner(),
                "slots             " + settings.slots(),
                "drain             " + settings.timing().drain().toSeconds() + " s",
                "lease             " + settings.timing().lease().toSeconds() + " s",
                "alive file        "
                        + (settings.aliveFile() == null
                                ? "none"
                                : settings.aliveFile().toAbsolutePath()),
                "work directory    " + workDir.toAbsolutePath(),
                "base directory    " + baseDir.toAbsolutePath(),
                "vault             " + (vault == null ? "none" : vault),
                "topic prefix      " + settings.topics().prefix(),
                "spark master      " + sparkMaster,
                "plug-ins          " + (plugins == null ? "none" : plugins.toAbsolutePath()),
                "kafka properties  " + new TreeMap<>(settings.kafka()).keySet());
    }
}
