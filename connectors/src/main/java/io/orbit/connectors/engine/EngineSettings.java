package io.orbit.connectors.engine;

import io.orbit.connectors.credentials.CredentialSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an engine needs to know. Immutable.
 *
 * @param workDir data sets between segments, large results, Spark's scratch files; shared by all runners of a pool
 * @param baseDir where relative paths of pipelines start
 * @param sparkMaster e.g. {@code local[2]}
 * @param sparkConf on top of {@link SparkDefaults}, and stronger
 * @param credentials where connections get their credentials
 * @param methods where plug-ins are looked for
 * @param countSteps whether the rows of steps in the middle of a chain are counted; Spark then cannot push filters and
 *     columns through a step boundary. Loads and validations always count.
 */
public record EngineSettings(
        Path workDir,
        Path baseDir,
        String sparkMaster,
        Map<String, String> sparkConf,
        CredentialSource credentials,
        ClassLoader methods,
        boolean countSteps) {

    public EngineSettings {
        workDir = workDir.toAbsolutePath().normalize();
        baseDir = baseDir.toAbsolutePath().normalize();
        sparkConf = Map.copyOf(sparkConf);
    }

    /** Everything under {@code workDir}, relative paths from the current directory, two local threads, no credentials. */
    public static EngineSettings in(Path workDir) {
        return new EngineSettings(
                workDir,
                Path.of(""),
                "local[2]",
                Map.of(),
                CredentialSource.none(),
                EngineSettings.class.getClassLoader(),
                true);
    }

    public EngineSettings withBaseDir(Path dir) {
        return new EngineSettings(workDir, dir, sparkMaster, sparkConf, credentials, methods, countSteps);
    }

    public EngineSettings withSparkMaster(String master) {
        return new EngineSettings(workDir, baseDir, master, sparkConf, credentials, methods, countSteps);
    }

    /** Adds one Spark setting. */
    public EngineSettings withSpark(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(sparkConf);
        more.put(key, value);
        return new EngineSettings(workDir, baseDir, sparkMaster, more, credentials, methods, countSteps);
    }

    public EngineSettings withCredentials(CredentialSource source) {
        return new EngineSettings(workDir, baseDir, sparkMaster, sparkConf, source, methods, countSteps);
    }

    public EngineSettings withMethods(ClassLoader loader) {
        return new EngineSettings(workDir, baseDir, sparkMaster, sparkConf, credentials, loader, countSteps);
    }

    public EngineSettings withCountSteps(boolean count) {
        return new EngineSettings(workDir, baseDir, sparkMaster, sparkConf, credentials, methods, count);
    }
}
