package io.orbit.control.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a pipeline must be, read off the log. */
final class PipelineModel {
    final String id;
    final List<Plan> versions = new ArrayList<>();
    final SortedSet<String> active = new TreeSet<>();
    final List<String> queue = new ArrayList<>();
    final Map<String, String> keys = new HashMap<>();
    final Map<String, RunModel> runs = new HashMap<>();
    String hash = "";

    PipelineModel(String id) {
        this.id = id;
    }

    @Nullable
    Plan newest() {
        return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }

    boolean full() {
        int limit = versions.isEmpty() ? 0 : newest().maxActiveRuns();
        return limit > 0 && active.size() >= limit;
    }

    void apply(Event event, Command cause) {
        if (event.fact() instanceof Fact.PipelineDefined defined) {
            versions.add(defined.plan());
            hash = defined.hash();
            Law.STATE.holds(
                    defined.version() == versions.size(), () -> "version %d: %s".formatted(versions.size(), defined));
            return;
        }
        if (event.fact() instanceof Fact.RunAccepted accepted) {
            String key = accepted.idempotencyKey();
            String owner = key == null ? null : keys.putIfAbsent(key, event.runId());
            Law.KEYS.holds(owner == null, () -> "key %s has run %s, now also %s".formatted(key, owner, event.runId()));
            Law.KEYS.holds(!runs.containsKey(event.runId()), () -> "accepted again: " + event);
            runs.put(event.runId(), new RunModel(event.runId(), newest()));
        }
        RunModel run = runs.get(event.runId());
        Law.STATE.holds(
                event.version() == run.plan.version(), () -> "version %d: %s".formatted(run.plan.version(), event));
        run.apply(event, cause);
        place(run, event.fact());
    }

    private void place(RunModel run, Fact fact) {
        if (fact instanceof Fact.RunQueued) {
            Law.PLACES.holds(full() || !queue.isEmpty(), () -> "queued though a place is free: " + run.id);
            queue.add(run.id);
        } else if (fact instanceof Fact.RunStarted) {
            Law.PLACES.holds(!full(), () -> "started beyond the limit: " + run.id);
            Law.PLACES.holds(queue.isEmpty() || queue.get(0).equals(run.id), () -> run.id + " overtook " + queue);
            queue.remove(run.id);
            active.add(run.id);
        } else if (run.phase.terminal()) {
            queue.remove(run.id);
            active.remove(run.id);
        }
    }

    /** Holds once the topology has given free places away. */
    void rests() {
        Law.PLACES.holds(queue.isEmpty() || full(), () -> "a place is free, and %s wait".formatted(queue));
    }
}
