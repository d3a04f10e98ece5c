package io.orbit.runner;

import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.schemas.OrbitException;
import java.nio.file.Path;
import java.util.Map;
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
        ORBIT_BOOTSTRAP_SERVERS("--bootstrap-servers", ""),
        ORBIT_RUNNER_ID("--runner-id", ""),
        ORBIT_RUNNER_SLOTS("--slots", "2"),
        ORBIT_RUNNER_DRAIN_SECONDS("--drain-seconds", "30"),
        ORBIT_RUNNER_LEASE_SECONDS("--lease-seconds", "20"),
        ORBIT_WORK_DIR("--work-dir", ".orbit/work"),
        ORBIT_BASE_DIR("--base-dir", "."),
        ORBIT_TOPIC_PREFIX("--topic-prefix", "orbit"),
        ORBIT_SPARK_MASTER("--spark-master", "local[2]"),
        ORBIT_PLUGINS("--plugins", ""),
        ORBIT_VAULT_ADDR("--vault-addr", ""),
        ORBIT_VAULT_ALLOW_HTTP("--vault-allow-http", ""),
        ORBIT_VAULT_NAMESPACE("--vault-namespace", ""),
        ORBIT_VAULT_CA_FILE("--vault-ca-file", ""),
        ORBIT_VAULT_TOKEN_FILE("--vault-token-file", ""),
        ORBIT_VAULT_ROLE_ID("--vault-role-id", ""),
        ORBIT_VAULT_SECRET_ID_FILE("--vault-secret-id-file", ""),
        ORBIT_VAULT_KUBERNETES_ROLE("--vault-kubernetes-role", ""),
        ORBIT_VAULT_KUBERNETES_TOKEN_FILE("--vault-kubernetes-token-file", ""),
        ORBIT_VAULT_AUTH_MOUNT("--vault-auth-mount", "");

        private final String flag;
        private final String preset;

        Setting(String flag, String preset) {
            this.flag = flag;
            this.preset = preset;
        }

        String flag() {
            return flag;
        }

        String preset() {
            return preset;
        }
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
                "work directory    " + workDir.toAbsolutePath(),
                "base directory    " + baseDir.toAbsolutePath(),
                "vault             " + (vault == null ? "none" : vault),
                "topic prefix      " + settings.topics().prefix(),
                "spark master      " + sparkMaster,
                "plug-ins          " + (plugins == null ? "none" : plugins.toAbsolutePath()),
                "kafka properties  " + new TreeMap<>(settings.kafka()).keySet());
    }
}
