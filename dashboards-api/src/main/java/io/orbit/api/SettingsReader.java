package io.orbit.api;

import io.orbit.control.topology.ControlSettings;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings from flags and environment; {@code --state-dir X} and {@code ORBIT_STATE_DIR=X} say the same, the flag wins.
 * {@code ORBIT_KAFKA_SASL_MECHANISM} sets {@code sasl.mechanism} for every Kafka client. All problems are told at once.
 */
public final class SettingsReader {
    /** Every setting with what it means; the order is that of the documentation. */
    public static final Map<String, String> SETTINGS = settings();

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,150}");
    private static final Pattern INSTANCE = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
    private static final Pattern ADVERTISED = Pattern.compile("[a-zA-Z0-9._-]{1,253}(:\\d{1,5})?");
    private static final Pattern BROKERS = Pattern.compile("[^\\s,]+:\\d{1,5}(\\s*,\\s*[^\\s,]+:\\d{1,5})*");
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "*");
    private static final String KAFKA = "ORBIT_KAFKA_";
    private static final Duration LEAST_LEASE = Duration.ofSeconds(4);

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> client = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {}

    private static Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ORBIT_BOOTSTRAP_SERVERS", "host:port of Kafka brokers, separated by commas; required");
        all.put("ORBIT_HOST", "address to listen on (127.0.0.1)");
        all.put("ORBIT_PORT", "port to listen on, 0 for any free one (8080)");
        all.put(
                "ORBIT_ADVERTISED",
                "name, with a port or without, under which other servers reach this one (ORBIT_HOST)");
        all.put("ORBIT_STATE_DIR", "folder for the state store; rebuilt from the log when lost (orbit-state)");
        all.put("ORBIT_TOPIC_PREFIX", "what the names of all topics begin with (orbit)");
        all.put("ORBIT_PARTITIONS", "partitions of the topics, fixed once they exist (12)");
        all.put("ORBIT_INSTANCE", "name of this server among several, stable over restarts (the host's name)");
        all.put("ORBIT_LEASE", "how long a runner may be silent before its work is given to another (20s)");
        all.put("ORBIT_IN_MEMORY", "true to keep the state on the heap instead of in RocksDB (false)");
        all.put("ORBIT_PLUGINS", "folder with plug-in jars (none)");
        all.put("ORBIT_BROKER_PATIENCE", "how long Kafka may be away at the start (for ever)");
        return Collections.unmodifiableMap(all);
    }

    /** @throws OrbitException CONFIGURATION_INVALID with every problem, one per line */
    public static ServerSettings read(String[] arguments, Map<String, String> environment) {
        return new SettingsReader().settings(arguments, environment);
    }

    private ServerSettings settings(String[] arguments, Map<String, String> environment) {
        environment.forEach(this::variable);
        flags(arguments);
        String bootstrap = text("ORBIT_BOOTSTRAP_SERVERS", "");
        if (bootstrap.isEmpty()) {
            problems.add("ORBIT_BOOTSTRAP_SERVERS (or --bootstrap-servers) is missing; name a broker, for example"
                    + " localhost:9092.");
        }
        if (!bootstrap.isEmpty() && !BROKERS.matcher(bootstrap).matches()) {
            problems.add("ORBIT_BOOTSTRAP_SERVERS must be host:port, several separated by commas, not '%s'."
                    .formatted(bootstrap));
        }
        String host = text("ORBIT_HOST", ServerSettings.DEFAULT_HOST);
        int port = number("ORBIT_PORT", ServerSettings.DEFAULT_PORT, 0, 65_535);
        String advertised = text("ORBIT_ADVERTISED", "");
        if (!advertised.isEmpty() && !ADVERTISED.matcher(advertised).matches()) {
            problems.add("ORBIT_ADVERTISED must be a host's name or address, with :port or without.");
        } else if (advertised.isEmpty() && WILDCARDS.contains(host)) {
            advertised = hostName();
        }
        String prefix = form("ORBIT_TOPIC_PREFIX", "orbit", TOPIC);
        int partitions = number("ORBIT_PARTITIONS", ControlSettings.DEFAULT_PARTITIONS, 1, 1_000);
        Path stateDir = path("ORBIT_STATE_DIR", "orbit-state");
        String instance = form("ORBIT_INSTANCE", hostName(), INSTANCE);
        Duration lease = duration("ORBIT_LEASE", ControlSettings.DEFAULT_LEASE);
        if (lease != null && lease.compareTo(LEAST_LEASE) < 0) {
            problems.add("ORBIT_LEASE must be at least 4s, twice the heartbeat of a runner.");
        }
        boolean inMemory = truth("ORBIT_IN_MEMORY");
        Duration patience = duration("ORBIT_BROKER_PATIENCE", null);
        Path plugins = text("ORBIT_PLUGINS", "").isEmpty() ? null : path("ORBIT_PLUGINS", ".");
        if (!problems.isEmpty()) {
            throw new OrbitException(ErrorCode.CONFIGURATION_INVALID, String.join("\n", problems));
        }
        ControlSettings control = new ControlSettings(
                bootstrap,
                new Topics(prefix),
                partitions,
                stateDir,
                instance,
                lease == null ? ControlSettings.DEFAULT_LEASE : lease,
                inMemory,
                null,
                client);
        return new ServerSettings(host, port, advertised.isEmpty() ? null : advertised, control, plugins, patience);
    }

    private void variable(String name, String value) {
        if (name.startsWith(KAFKA) && name.length() > KAFKA.length()) {
            client.put(name.substring(KAFKA.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
        } else if (SETTINGS.containsKey(name)) {
            values.put(name, value.strip());
        }
    }

    private void flags(String[] arguments) {
        List<String> known =
                SETTINGS.keySet().stream().map(SettingsReader::flag).toList();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            int at = known.indexOf(parts[0]);
            if (at < 0) {
                problems.add("There is no flag '%s'. %s"
                        .formatted(parts[0], DidYouMean.hint(parts[0], known))
                        .strip());
                // What follows is most likely its value.
                i += parts.length == 1 && i + 1 < arguments.length && !arguments[i + 1].startsWith("--") ? 1 : 0;
            } else if (parts.length == 2) {
                values.put(List.copyOf(SETTINGS.keySet()).get(at), parts[1]);
            } else if (i + 1 < arguments.length) {
                values.put(List.copyOf(SETTINGS.keySet()).get(at), arguments[++i]);
            } else {
                problems.add("The flag '%s' needs a value.".formatted(parts[0]));
            }
        }
    }

    /** The flag of a setting, e.g. {@code --state-dir} for {@code ORBIT_STATE_DIR}. */
    static String flag(String setting) {
        return "--"
                + setting.substring("ORBIT_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String text(String name, String fallback) {
        String value = values.getOrDefault(name, "");
        return value.isEmpty() ? fallback : value;
    }

    private String form(String name, String fallback, Pattern form) {
        String value = text(name, fallback);
        if (!form.matcher(value).matches()) {
            problems.add("%s may hold letters, digits, '.', '_' and '-' only, not '%s'.".formatted(name, value));
        }
        return value;
    }

    private int number(String name, int fallback, int least, int most) {
        String value = text(name, Integer.toString(fallback));
        int number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            problems.add("%s must be a number from %d to %d, not '%s'.".formatted(name, least, most, value));
        }
        return number;
    }

    private Path path(String name, String fallback) {
        String value = text(name, fallback);
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            problems.add("%s is no path: '%s'.".formatted(name, value));
            return Path.of(fallback);
        }
    }

    private @Nullable Duration duration(String name, @Nullable Duration fallback) {
        String value = text(name, "");
        if (value.isEmpty()) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            problems.add("%s must be a duration such as 500ms, 20s, 5m or 1h, not '%s'.".formatted(name, value));
            return fallback;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private boolean truth(String name) {
        String value = text(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            problems.add("%s must be true or false, not '%s'.".formatted(name, value));
        }
        return value.equals("true");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "server";
        }
    }
}
