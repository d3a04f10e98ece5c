package io.orbit.api.http;

import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.topology.StateReader;
import io.orbit.schemas.RunId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs over several pipelines, newest first: each pipeline's runs are read in order, a few at a time, and merged. */
final class RunList {
    /** Runs that are looked at for one page at most, so that a filter that fits nothing has an end. */
    private static final int LOOKED_AT = 5_000;

    private static final int CHUNK = 16;
    private static final Set<RunPhase> OPEN = EnumSet.of(RunPhase.QUEUED, RunPhase.RUNNING, RunPhase.CANCELLING);

    /** Runs of a page; {@code next} is where the next one begins, null when there is none. */
    record Page(List<RunState> runs, @Nullable String next) {}

    private final StateReader reader;
    private final Set<RunPhase> phases;

    /** @param phases which runs are wanted; all when it is empty */
    RunList(StateReader reader, Set<RunPhase> phases) {
        this.reader = reader;
        this.phases = phases;
    }

    /** @param before only runs with an older ULID; null for the newest */
    Page page(List<PipelineState> pipelines, @Nullable String before, int limit) {
        return !phases.isEmpty() && OPEN.containsAll(phases)
                ? open(pipelines, before, limit)
                : merged(pipelines, before, limit);
    }

    /** Runs that have not ended are listed by name in their pipeline's state. */
    private Page open(List<PipelineState> pipelines, @Nullable String before, int limit) {
        List<RunState> found = pipelines.stream()
                .flatMap(pipeline -> Stream.concat(pipeline.active().stream(), pipeline.queue().stream()))
                .distinct()
                .filter(id -> before == null || ulid(id).compareTo(before) < 0)
                .sorted(Comparator.comparing(RunList::ulid).reversed())
                .flatMap(id -> reader.run(RunId.parse(id).orElseThrow().pipeline(), id).stream())
                .filter(run -> phases.contains(run.phase()))
                .limit(limit + 1L)
                .toList();
        return found.size() > limit
                ? new Page(found.subList(0, limit), ulid(found.get(limit - 1).id()))
                : new Page(found, null);
    }

    private Page merged(List<PipelineState> pipelines, @Nullable String before, int limit) {
        PriorityQueue<Source> sources = new PriorityQueue<>();
        for (PipelineState pipeline : pipelines) {
            Source source = new Source(pipeline.id(), before);
            if (source.fill()) {
                sources.add(source);
            }
        }
        List<RunState> found = new ArrayList<>();
        String last = before;
        for (int looked = 0; !sources.isEmpty(); looked++) {
            if (found.size() == limit || looked == LOOKED_AT) {
                return new Page(found, last);
            }
            Source newest = sources.remove();
            RunState run = newest.runs.remove();
            last = ulid(run.id());
            if (phases.isEmpty() || phases.contains(run.phase())) {
                found.add(run);
            }
            if (newest.fill()) {
                sources.add(newest);
            }
        }
        return new Page(found, null);
    }

    private static String ulid(String runId) {
        return RunId.parse(runId).orElseThrow().ulid();
    }

    /** The runs of one pipeline that were not taken yet. */
    private final class Source implements Comparable<Source> {
        private final String pipeline;
        private final Deque<RunState> runs = new ArrayDeque<>();
        private @Nullable String before;
        private int chunk = 1;
        private boolean more = true;

        Source(String pipeline, @Nullable String before) {
            this.pipeline = pipeline;
            this.before = before;
        }

        /** False when there is none left. */
        boolean fill() {
            if (runs.isEmpty() && more) {
                List<RunState> read = reader.runs(pipeline, before, chunk);
                runs.addAll(read);
                more = read.size() == chunk;
                before =
                        read.isEmpty() ? before : ulid(read.get(read.size() - 1).id());
                // Most pipelines give one run to a page, some give all.
                chunk = CHUNK;
            }
            return !runs.isEmpty();
        }

        @Override
        public int compareTo(Source other) {
            return ulid(other.runs.element().id()).compareTo(ulid(runs.element().id()));
        }
    }
}
