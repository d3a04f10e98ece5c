package io.orbit.api.view;

import io.orbit.control.replay.Replay;
import io.orbit.control.topology.RunnerWatch;
import io.orbit.wire.DeadLetter;
import io.orbit.wire.StepLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smaller answers. */
public final class Views {
    private Views() {}

    /** A page of a list; {@code nextCursor} is null on the last one. */
    public record Items<T>(List<T> items, @Nullable String nextCursor) {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A request is on the log at {@code position} and not decided yet. */
    public record Accepted(@Nullable String runId, String position) {}

    /** A definition is on the log at {@code position} and not decided yet. */
    public record Submitted(String pipeline, String position) {}

    /** A definition that is in force; {@code changed} is false when it was before. */
    public record Applied(String pipeline, int version, boolean changed, String position) {}

    /** A run was started, or was there already under the same idempotency key. */
    public record Started(String runId, String status, String position, boolean deduplicated) {}

    /** What was asked of a run was granted; {@code status} is what the run is now. */
    public record Decided(String runId, String status, String position) {}

    /** {@code truncated} when there are older lines than those. */
    public record Logs(List<LogLine> items, boolean truncated) {}

    /** A line that a step wrote. */
    public record LogLine(@Nullable String at, String level, String step, int attempt, String runner, String line) {
        public static LogLine of(StepLog log) {
            return new LogLine(
                    Json.time(log.getAt()),
                    log.getLevel(),
                    log.getStep(),
                    log.getAttempt(),
                    log.getRunner(),
                    log.getLine());
        }
    }

    /** A step that ran out of retries; {@code state} is open or redriven. */
    public record Letter(
            String runId,
            String pipeline,
            String step,
            int attempts,
            String code,
            String message,
            @Nullable String failedAt,
            String token,
            String state) {
        public static Letter of(DeadLetter letter, boolean open) {
            return new Letter(
                    letter.getRunId(),
                    letter.getPipeline(),
                    letter.getStep(),
                    letter.getAttempts(),
                    letter.getCode(),
                    letter.getMessage(),
                    Json.time(letter.getFailedAt()),
                    letter.getToken(),
                    open ? "open" : "redriven");
        }
    }

    /** A runner that has beaten within the last day; {@code state} is READY, DRAINING, STOPPED or LOST. */
    public record Runner(
            String runner,
            String state,
            int slots,
            int busy,
            long epoch,
            @Nullable String lastBeatAt,
            String host,
            String version,
            List<String> holding) {
        public static Runner of(RunnerWatch.Beat beat, boolean silent) {
            var said = beat.beat();
            boolean lost = silent && !"STOPPED".equals(said.getState());
            return new Runner(
                    said.getRunner(),
                    lost ? "LOST" : said.getState(),
                    said.getSlots(),
                    said.getBusy(),
                    said.getEpoch(),
                    Json.time(beat.at()),
                    said.getHost(),
                    said.getVersion(),
                    said.getHolding());
        }
    }

    /** Whether the log, folded anew, gives what the stores hold. */
    public record Replayed(List<Partition> partitions, long events, long eventsPerSecond, boolean equal) {
        /**
         * One partition; the hashes are SHA-256 over its rows. {@code foreign} records are no events and were skipped, the
         * first of them at offset {@code firstForeign}, null when there is none.
         */
        public record Partition(
                int partition,
                String liveHash,
                String replayHash,
                long events,
                boolean equal,
                long foreign,
                @Nullable Long firstForeign) {}

        public static Replayed of(Replay.Result result) {
            List<Partition> partitions = result.partitions().stream()
                    .map(each -> new Partition(
                            each.partition(),
                            each.liveHash(),
                            each.replayHash(),
                            each.events(),
                            each.equal(),
                            each.foreign(),
                            each.foreign() == 0 ? null : each.firstForeign()))
                    .toList();
            return new Replayed(partitions, result.events(), Math.round(result.eventsPerSecond()), result.equal());
        }
    }

    /** Whether requests can be answered; {@code restore} counts partitions whose state can be read. */
    public record Readiness(
            String status,
            String kafka,
            String stores,
            Restore restore,
            @Nullable String detail) {
        /** {@code readable} of {@code partitions}. */
        public record Restore(int partitions, int readable) {}
    }

    /** That the process lives. */
    public record Health(String status) {}

    /** A schema of the log, as a registry gives it. */
    public record SchemaText(String schema) {}
}
