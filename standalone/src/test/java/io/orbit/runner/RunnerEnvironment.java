package io.orbit.runner;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a runner process makes of its environment, for tests of what surrounds it. */
public final class RunnerEnvironment {
    private RunnerEnvironment() {}

    /** The variables that a runner reads, besides {@code ORBIT_KAFKA_…}. */
    public static Set<String> names() {
        return Arrays.stream(RunnerConfig.Setting.values()).map(Enum::name).collect(Collectors.toSet());
    }

    /** @throws io.orbit.schemas.OrbitException CONFIGURATION_INVALID, as the process would say it */
    public static RunnerSettings read(Map<String, String> environment) {
        return RunnerConfig.parse(new String[0], environment).settings();
    }
}
