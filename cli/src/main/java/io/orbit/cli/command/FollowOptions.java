package io.orbit.cli.command;

import io.orbit.cli.Failure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command stays with its run until the run ends. */
final class FollowOptions {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,6})(ms|s|m|h|d)");

    /** How a run is followed. */
    enum Mode {
        /** Shown step by step. */
        WATCH,
        /** In silence. */
        WAIT,
        DETACH
    }

    @Option(names = "--watch", description = "Show the run live until it ends; Ctrl-C only detaches.")
    boolean watch;

    @Option(names = "--wait", description = "Wait in silence until the run ends.")
    boolean wait;

    @Option(names = "--detach", description = "Do not wait for the run.")
    boolean detach;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Exit 8 after this time, e.g. 90s or 10m; the run goes on (default: 10m with --wait).")
    @Nullable
    String timeout;

    /** @param otherwise when none was asked for */
    Mode mode(Mode otherwise) {
        if ((watch ? 1 : 0) + (wait ? 1 : 0) + (detach ? 1 : 0) > 1) {
            throw Failure.usage("Only one of --watch, --wait and --detach can be had.");
        }
        return watch ? Mode.WATCH : wait ? Mode.WAIT : detach ? Mode.DETACH : otherwise;
    }

    /** How long to follow; for ever when watching without a limit. */
    Duration timeout(Mode mode) {
        if (timeout == null) {
            return mode == Mode.WAIT ? Duration.ofMinutes(10) : Duration.ofDays(36_500);
        }
        return duration(timeout);
    }

    static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw Failure.usage(
                    "'" + text + "' is not a time. Give a number and a unit, such as 500ms, 90s, 10m or 2h.");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
