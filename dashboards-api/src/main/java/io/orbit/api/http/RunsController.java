package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.orbit.api.log.History;
import io.orbit.api.log.StepLogs;
import io.orbit.api.view.EventView;
import io.orbit.api.view.RunView;
import io.orbit.api.view.Views;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.Plan;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.topology.StateReader;
import io.orbit.schemas.RunId;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Shown;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Runs: as they are, as they were, what happened, and what their steps wrote. */
@Controller("/api/v1/runs")
final class RunsController {
    private static final int PAGE = 50;
    private static final int MOST = 500;
    private static final int LINES = 1_000;
    private static final int MOST_LINES = 10_000;

    private final Asking asking;

    RunsController(Asking asking) {
        this.asking = asking;
    }

    @Get
    CompletableFuture<HttpResponse<byte[]>> list(HttpRequest<?> request) {
        return asking.answers().later(() -> {
            Query query = new Query(request, Set.of("pipeline", "status", "limit", "cursor", "after", "wait"));
            int limit = query.limit(PAGE, MOST);
            Set<RunPhase> phases = phases(query.words("status"));
            String cursor = query.text("cursor");
            if (cursor != null && !Asking.isUlid(cursor)) {
                throw Refusal.badRequest(
                        "'cursor' must be the 'nextCursor' of an answer, not '%s'.".formatted(Shown.text(cursor)));
            }
            String asked = query.text("pipeline");
            String pipeline = asked == null ? null : Asking.pipelineId(asked);
            return asking.settled(query, () -> {
                StateReader reader = asking.parts().reader();
                List<PipelineState> pipelines =
                        pipeline == null ? reader.pipelines() : List.of(asking.pipeline(pipeline));
                RunList.Page page = new RunList(reader, phases).page(pipelines, cursor, limit);
                List<RunView.Summary> rows =
                        page.runs().stream().map(RunView::summary).toList();
                return Problems.json(HttpStatus.OK, new Views.Items<>(rows, page.next()));
            });
        });
    }

    private static Set<RunPhase> phases(List<String> words) {
        Set<RunPhase> phases = EnumSet.noneOf(RunPhase.class);
        List<String> known = Arrays.stream(RunPhase.values())
                .filter(phase -> phase != RunPhase.ABSENT)
                .map(RunPhase::name)
                .toList();
        for (String word : words) {
            if (!known.contains(word)) {
                throw Refusal.badRequest("There is no status '%s'; there are %s. %s"
                        .formatted(Shown.text(word), String.join(", ", known), DidYouMean.hint(word, known))
                        .strip());
            }
            phases.add(RunPhase.valueOf(word));
        }
        return phases;
    }

    @Get("/{runId}")
    CompletableFuture<HttpResponse<byte[]>> show(HttpRequest<?> request, @PathVariable String runId) {
        return asking.answers().later(() -> {
            RunId id = Asking.runId(runId);
            Query query = new Query(request, Set.of("at", "after", "wait"));
            long at = query.number("at", 0, 1, Long.MAX_VALUE);
            return asking.settled(query, () -> {
                String position = asking.position(id.pipeline());
                RunState run = asking.run(id);
                Plan plan =
                        asking.definition(id.pipeline(), run.asked().version()).plan();
                RunState shown = at == 0 ? run : history(id, run).at(run.id(), at, plan);
                return Problems.json(HttpStatus.OK, RunView.of(shown, plan, position));
            });
        });
    }

    private History history(RunId id, RunState run) {
        int partition = asking.parts().reader().partition(id.pipeline());
        return asking.parts().histories().of(run, partition);
    }

    @Get("/{runId}/events")
    CompletableFuture<HttpResponse<byte[]>> events(HttpRequest<?> request, @PathVariable String runId) {
        return asking.answers().later(() -> {
            RunId id = Asking.runId(runId);
            Query query = new Query(request, Set.of("from", "limit", "after", "wait"));
            long from = query.number("from", 0, 0, Long.MAX_VALUE);
            int limit = query.limit(MOST, MOST);
            Duration patience = query.after(asking.parts().partitions()).isPresent()
                    ? Duration.ZERO
                    : query.patience(Duration.ZERO);
            return asking.settled(query, () -> System.nanoTime())
                    .thenComposeAsync(
                            begun -> events(id, from, limit, begun + patience.toNanos(), !query.waits()),
                            asking.answers().workers())
                    .thenApply(page -> Problems.json(HttpStatus.OK, page));
        });
    }

    /** Waits for news without holding a thread: the wait is registered before the log is read, so none is missed. */
    private CompletableFuture<EventView.Page> events(RunId id, long from, int limit, long deadline, boolean all) {
        RunState run = asking.run(id);
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        CompletableFuture<Boolean> news = asking.parts().tail().awaitRun(id.toString(), Math.max(1, from), left);
        EventView.Page page = history(id, run).page(from, limit, all);
        if (!page.items().isEmpty() || page.terminal() || left.isZero()) {
            news.complete(false);
            return CompletableFuture.completedFuture(page);
        }
        return news.thenComposeAsync(
                came -> came
                        ? events(id, from, limit, deadline, all)
                        : CompletableFuture.completedFuture(
                                history(id, asking.run(id)).page(from, limit, all)),
                asking.answers().workers());
    }

    @Get("/{runId}/logs")
    CompletableFuture<HttpResponse<byte[]>> logs(HttpRequest<?> request, @PathVariable String runId) {
        return asking.answers().now(() -> {
            RunId id = Asking.runId(runId);
            Query query = new Query(request, Set.of("step", "limit"));
            int limit = query.limit(LINES, MOST_LINES);
            RunState run = asking.run(id);
            String step = query.text("step");
            if (step != null && run.step(step) == null) {
                List<String> known = run.steps().stream().map(each -> each.id()).toList();
                throw Refusal.badRequest("The run has no step '%s'. %s"
                        .formatted(Shown.text(step), DidYouMean.hint(step, known))
                        .strip());
            }
            StepLogs.Lines lines = asking.parts().logs().of(run, step, limit);
            return Problems.json(
                    HttpStatus.OK,
                    new Views.Logs(lines.lines().stream().map(Views.LogLine::of).toList(), lines.truncated()));
        });
    }
}
