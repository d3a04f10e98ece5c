package io.orbit.control.topology;

import io.orbit.control.codec.Definition;
import io.orbit.control.codec.EventCodec;
import io.orbit.control.codec.RowCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunState;
import io.orbit.control.core.Scope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State as rows: which rows there are, and how a scope is read from and written to them. The topology and the replay use
 * this same class, so their rows can be compared byte for byte.
 *
 * <pre>
 * p|pipeline            admission: newest version, active runs, queue
 * d|pipeline|version    a definition, as the event that published it
 * r|runId               a run
 * x|runId|step          the result of a step
 * k|pipeline|key        the run that was started with an idempotency key
 * </pre>
 *
 * One instance per partition and thread.
 */
public final class Rows {
    private static final int KEPT_RUNS = 2_000;
    private static final int KEPT_DEFINITIONS = 200;

    private final RowStore store;
    private final Map<String, RunState> runs = recent(KEPT_RUNS);
    private final Map<String, PipelineState> pipelines = recent(KEPT_RUNS);
    private final Map<String, Definition> definitions = recent(KEPT_DEFINITIONS);

    public Rows(RowStore store) {
        this.store = store;
    }

    public static String pipelineKey(String pipeline) {
        return "p|" + pipeline;
    }

    public static String definitionKey(String pipeline, int version) {
        return "d|%s|%08d".formatted(pipeline, version);
    }

    public static String runKey(String runId) {
        return "r|" + runId;
    }

    public static String resultKey(String runId, String step) {
        return "x|" + runId + '|' + step;
    }

    private static String idempotencyKey(String pipeline, String key) {
        return "k|" + pipeline + '|' + key;
    }

    /** {@link PipelineState#absent} when nothing was heard of it. */
    public PipelineState pipeline(String id) {
        return pipelines.computeIfAbsent(id, key -> {
            byte[] row = store.read(pipelineKey(id));
            return row == null ? PipelineState.absent(id) : RowCodec.pipeline(id, row);
        });
    }

    /** {@link RunState#absent} when nothing was heard of it. */
    public RunState run(String id) {
        RunState kept = runs.get(id);
        if (kept != null) {
            return kept;
        }
        byte[] row = store.read(runKey(id));
        return row == null ? RunState.absent(id) : RowCodec.run(id, row, step -> text(resultKey(id, step)));
    }

    /** Null when there is no such version. */
    public @Nullable Definition definition(String pipeline, int version) {
        String key = definitionKey(pipeline, version);
        Definition kept = definitions.get(key);
        if (kept != null) {
            return kept;
        }
        byte[] row = store.read(key);
        if (row == null || !(EventCodec.decode(row).fact() instanceof Fact.PipelineDefined defined)) {
            return null;
        }
        Definition definition = new Definition(defined.plan(), defined.hash(), defined.definition());
        definitions.put(key, definition);
        return definition;
    }

    /** The run that was started with this key; null when none was. */
    public @Nullable String keyOwner(String pipeline, @Nullable String key) {
        byte[] row = key == null ? null : store.read(idempotencyKey(pipeline, key));
        return row == null ? null : new String(row, StandardCharsets.UTF_8);
    }

    /** The scope of a decision on a run: with the plan it started with, or the newest one for a run to come. */
    public Scope scope(String pipeline, String runId, @Nullable String key) {
        PipelineState state = pipeline(pipeline);
        RunState run = run(runId);
        int version = run.asked().version() > 0 ? run.asked().version() : state.version();
        Definition definition = definition(pipeline, version);
        return new Scope(state, definition == null ? null : definition.plan(), run, keyOwner(pipeline, key));
    }

    /** Writes what {@code events} changed between the two scopes, and nothing else. */
    public void save(Scope before, Scope after, List<Event> events) {
        String pipeline = after.pipeline().id();
        if (!after.pipeline().equals(before.pipeline())) {
            store.write(pipelineKey(pipeline), RowCodec.encode(after.pipeline()));
            pipelines.put(pipeline, after.pipeline());
        }
        if (!after.run().equals(before.run())) {
            store.write(runKey(after.run().id()), RowCodec.encode(after.run()));
            runs.put(after.run().id(), after.run());
        }
        for (Event event : events) {
            if (event.fact() instanceof Fact.PipelineDefined defined) {
                store.write(definitionKey(pipeline, defined.version()), EventCodec.encode(event));
            } else if (event.fact() instanceof Fact.StepSucceeded done && done.result() != null) {
                store.write(resultKey(after.run().id(), done.step()), utf8(done.result()));
            } else if (event.fact() instanceof Fact.RunAccepted accepted && accepted.idempotencyKey() != null) {
                String key = idempotencyKey(pipeline, accepted.idempotencyKey());
                store.write(key, utf8(after.run().id()));
            }
        }
    }

    private @Nullable String text(String key) {
        byte[] row = store.read(key);
        return row == null ? null : new String(row, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is read again and again is not decoded again; the least recently used goes first. */
    private static <V> Map<String, V> recent(int limit) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > limit;
            }
        };
    }
}
