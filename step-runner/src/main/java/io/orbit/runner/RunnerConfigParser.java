package io.orbit.runner;

import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.runner.RunnerConfig.Setting;
import io.orbit.runner.RunnerSettings.Timing;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.json.DidYouMean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a runner process and gathers every problem before it says any. */
final class RunnerConfigParser {
    private static final String KAFKA = "ORBIT_KAFKA_";
    private static final String OWN = "ORBIT_RUNNER_";
    private static final Pattern BROKERS = Pattern.compile("[^\\s,]+:\\d{1,5}(\\s*,\\s*[^\\s,]+:\\d{1,5})*");
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    private final Map<Setting, String> given = new EnumMap<>(Setting.class);
    private final Map<String, String> kafka = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @throws OrbitException CONFIGURATION_INVALID with every problem, one per line */
    RunnerConfig parse(String[] args, Map<String, String> environment) {
        new TreeMap<>(environment).forEach(this::fromEnvironment);
        fromFlags(args);
        int slots = number(Setting.ORBIT_RUNNER_SLOTS, 1, 1024);
        int drain = number(Setting.ORBIT_RUNNER_DRAIN_SECONDS, 0, 86_400);
        int lease = number(Setting.ORBIT_RUNNER_LEASE_SECONDS, 6, 3_600);
        Path workDir = path(Setting.ORBIT_WORK_DIR);
        Path baseDir = path(Setting.ORBIT_BASE_DIR);
        Path plugins = value(Setting.ORBIT_PLUGINS).isBlank() ? null : path(Setting.ORBIT_PLUGINS);
        String servers = required(Setting.ORBIT_BOOTSTRAP_SERVERS, "host:port of at least one broker");
        if (!servers.isBlank() && !BROKERS.matcher(servers).matches()) {
            problem(Setting.ORBIT_BOOTSTRAP_SERVERS, servers, "must be host:port, several separated by commas.");
        }
        String runner = runner();
        Path aliveFile =
                value(Setting.ORBIT_RUNNER_ALIVE_FILE).isBlank() ? null : path(Setting.ORBIT_RUNNER_ALIVE_FILE);
        String prefix = value(Setting.ORBIT_TOPIC_PREFIX);
        if (!PREFIX.matcher(prefix).matches()) {
            problem(Setting.ORBIT_TOPIC_PREFIX, prefix, "must be letters, digits, '.', '_' or '-'.");
        }
        Timing preset = Timing.DEFAULT;
        Timing timing = new Timing(
                preset.heartbeat(),
                Duration.ofSeconds(lease),
                Duration.ofSeconds(drain),
                preset.reportLinger(),
                preset.recordLock());
        VaultSettings vault = vault(environment);
        refuseProblems();
        RunnerSettings settings =
                new RunnerSettings(servers, new Topics(prefix), runner, slots, workDir, aliveFile, timing, kafka);
        return new RunnerConfig(settings, workDir, baseDir, vault, value(Setting.ORBIT_SPARK_MASTER), plugins);
    }

    private void fromEnvironment(String name, String value) {
        if (name.startsWith(KAFKA)) {
            kafka.put(name.substring(KAFKA.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            return;
        }
        Optional<Setting> setting = Arrays.stream(Setting.values())
                .filter(known -> known.name().equals(name))
                .findFirst();
        setting.ifPresent(known -> given.put(known, value));
        // Other names of the prefix belong to the server or the command line.
        if (setting.isEmpty() && name.startsWith(OWN)) {
            problems.add("%s is not a setting.%s".formatted(name, suggestion(name, Setting::name)));
        }
    }

    private void fromFlags(String[] args) {
        for (int i = 0; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            String flag = equals < 0 ? args[i] : args[i].substring(0, equals);
            Optional<Setting> setting = Arrays.stream(Setting.values())
                    .filter(known -> known.flag().equals(flag))
                    .findFirst();
            if (setting.isEmpty()) {
                problems.add("%s is not a flag.%s".formatted(flag, suggestion(flag, Setting::flag)));
            } else if (equals >= 0) {
                given.put(setting.get(), args[i].substring(equals + 1));
            } else if (i + 1 < args.length) {
                given.put(setting.get(), args[++i]);
            } else {
                problems.add("%s needs a value.".formatted(flag));
            }
        }
    }

    /** A flag wins here too. There is none for the token itself: other users of the machine can see flags. */
    private @Nullable VaultSettings vault(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>(environment);
        given.forEach((setting, value) -> settings.put(setting.name(), value));
        return VaultSettings.of(settings, problems);
    }

    private String value(Setting setting) {
        return given.getOrDefault(setting, setting.preset());
    }

    private String required(Setting setting, String what) {
        String value = value(setting);
        if (value.isBlank()) {
            problems.add("%s (%s) is missing: %s.".formatted(setting.name(), setting.flag(), what));
        }
        return value;
    }

    /** In a container the host's name is the container's, so that copies of one service have an id each. */
    private String runner() {
        String given = value(Setting.ORBIT_RUNNER_ID);
        if (!given.isBlank()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            problems.add("%s (%s) is missing, and this host has no name that could stand for it (%s)."
                    .formatted(Setting.ORBIT_RUNNER_ID, Setting.ORBIT_RUNNER_ID.flag(), e.getMessage()));
            return "";
        }
    }

    private int number(Setting setting, int least, int most) {
        String value = value(setting);
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        problem(setting, value, "must be a whole number from %d to %d.".formatted(least, most));
        return least;
    }

    private Path path(Setting setting) {
        String value = value(setting);
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            problem(setting, value, "is not a path: %s.".formatted(e.getReason()));
            return Path.of("");
        }
    }

    private void problem(Setting setting, String value, String what) {
        problems.add("%s=%s %s".formatted(setting.name(), value, what));
    }

    private void refuseProblems() {
        if (!problems.isEmpty()) {
            String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "%s in the configuration:%n  %s".formatted(count, String.join("%n  ".formatted(), problems)));
        }
    }

    private static String suggestion(String name, Function<Setting, String> spelling) {
        String hint = DidYouMean.hint(
                name, Arrays.stream(Setting.values()).map(spelling).toList());
        return hint.isEmpty() ? "" : ' ' + hint;
    }
}
