package io.orbit.runner;

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
 * @param envFile where credentials are, see {@code DotEnvCredentials}; need not exist
 * @param sparkMaster where Spark work runs
 * @param plugins folder with plug-in jars; null for none
 */
record RunnerConfig(
        RunnerSettings settings,
        Path workDir,
        Path baseDir,
        Path envFile,
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
        ORBIT_ENV_FILE("--env-file", ".env"),
        ORBIT_TOPIC_PREFIX("--topic-prefix", "orbit"),
        ORBIT_SPARK_MASTER("--spark-master", "local[2]"),
        ORBIT_PLUGINS("--plugins", "");

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
                "credentials       " + envFile.toAbsolutePath(),
                "topic prefix      " + settings.topics().prefix(),
                "spark master      " + sparkMaster,
                "plug-ins          " + (plugins == null ? "none" : plugins.toAbsolutePath()),
                "kafka properties  " + new TreeMap<>(settings.kafka()).keySet());
    }
}
