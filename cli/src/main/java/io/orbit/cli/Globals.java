package io.orbit.cli;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The flags that every command understands, before or after its name. */
public final class Globals {
    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "How data is written: ${COMPLETION-CANDIDATES}.")
    Format format = Format.table;

    @Option(
            names = {"-n", "--namespace"},
            scope = ScopeType.INHERIT,
            paramLabel = "NS",
            defaultValue = "${env:ORBIT_NAMESPACE:-default}",
            description = "Where a bare pipeline name belongs (default: ORBIT_NAMESPACE, else 'default').")
    String namespace = "default";

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The server (default: ORBIT_SERVER, else the running 'orbit dev', else port 8080 here).")
    @Nullable
    String server;

    @Option(
            names = "--idempotency-key",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY",
            description = "For run: the same key never starts a second run of the pipeline (default: random).")
    @Nullable
    String idempotencyKey;

    @Option(
            names = "--actor",
            scope = ScopeType.INHERIT,
            paramLabel = "WHO",
            description = "Who asks, for the record (default: ORBIT_ACTOR, else the user of this machine).")
    @Nullable
    String actor;

    @Option(names = "--limit", scope = ScopeType.INHERIT, paramLabel = "N", description = "At most so many items.")
    @Nullable
    Integer limit;

    @Option(names = "--utc", scope = ScopeType.INHERIT, description = "Times of day in UTC.")
    boolean utc;

    @Option(names = "--local", scope = ScopeType.INHERIT, description = "Times of day in local time (default).")
    boolean local;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colour; so does NO_COLOR.")
    boolean noColor;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No notes on stderr, only errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Each request on stderr.")
    boolean verbose;

    @Option(names = "--yes", scope = ScopeType.INHERIT, description = "Yes to every question.")
    boolean yes;

    /** @throws ParameterException when flags exclude each other */
    void check(CommandLine command) {
        if (utc && local) {
            throw new ParameterException(command, "Only one of --utc and --local can be had.");
        }
    }

    ZoneId zone(ZoneId here) {
        return utc ? ZoneOffset.UTC : here;
    }
}
