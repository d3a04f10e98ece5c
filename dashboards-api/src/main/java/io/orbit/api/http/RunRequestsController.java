package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.orbit.api.view.Views;
import io.orbit.control.core.Fact;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.RunId;
import io.orbit.wire.Request;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.ResumeRequested;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What people ask of runs: start, cancel, resume, retry, redrive. Each is a record on the log first. */
@Controller("/api/v1")
@Consumes("application/json")
final class RunRequestsController {
    private final Asking asking;
    private final Requesting requesting;

    RunRequestsController(Asking asking, Requesting requesting) {
        this.asking = asking;
        this.requesting = requesting;
    }

    @Post("/pipelines/{name}/runs")
    CompletableFuture<HttpResponse<byte[]>> start(HttpRequest<byte[]> request, @PathVariable String name) {
        return asking.answers().later(() -> {
            String pipeline = Asking.pipelineId(name);
            Query query = new Query(request, Set.of("wait"));
            Body body = new Body(request, Set.of("params", "idempotencyKey"));
            String key = Requesting.key(request, body.text("idempotencyKey"));
            Request asked = new Request(
                    pipeline, Requesting.actor(request), key, null, new RunRequested(body.object("params"), "api"));
            return requesting
                    .place(asked, query)
                    .thenApplyAsync(
                            placed -> started(pipeline, placed),
                            asking.answers().workers());
        });
    }

    private HttpResponse<byte[]> started(String pipeline, Requesting.Placed placed) {
        String position = placed.position().toString();
        Fact.Rejected rejected = placed.rejected();
        if (placed.decision() == null) {
            return Problems.json(HttpStatus.ACCEPTED, new Views.Accepted(null, position));
        }
        String runId = String.valueOf(placed.decision().event().runId());
        boolean known = rejected != null && ErrorCode.DUPLICATE_REQUEST.id().equals(rejected.code());
        if (rejected != null && ErrorCode.PIPELINE_NOT_FOUND.id().equals(rejected.code())) {
            throw asking.unknown(pipeline);
        } else if (rejected != null && !known) {
            throw Requesting.refusal(rejected);
        }
        return Problems.json(
                known ? HttpStatus.OK : HttpStatus.CREATED,
                new Views.Started(runId, status(runId, placed.decision().event().fact()), position, known));
    }

    @Post("/runs/{runId}/cancel")
    CompletableFuture<HttpResponse<byte[]>> cancel(HttpRequest<byte[]> request, @PathVariable String runId) {
        return ask(request, runId, Set.of("reason"), (run, body) -> {
            String reason = body.text("reason");
            return new CancelRequested(runId, reason == null ? "" : reason);
        });
    }

    @Post("/runs/{runId}/resume")
    CompletableFuture<HttpResponse<byte[]>> resume(HttpRequest<byte[]> request, @PathVariable String runId) {
        return ask(request, runId, Set.of("reason"), (run, body) -> {
            String reason = body.text("reason");
            return new ResumeRequested(runId, reason == null ? "" : reason);
        });
    }

    @Post("/runs/{runId}/retry")
    CompletableFuture<HttpResponse<byte[]>> retry(HttpRequest<byte[]> request, @PathVariable String runId) {
        return ask(request, runId, Set.of("fromStep"), (run, body) -> new RetryRequested(runId, body.text("fromStep")));
    }

    /** A redrive names its dead letter by token, so that a letter is redriven once, whoever asks how often. */
    @Post("/runs/{runId}/redrive")
    CompletableFuture<HttpResponse<byte[]>> redrive(HttpRequest<byte[]> request, @PathVariable String runId) {
        return ask(request, runId, Set.of("step"), (run, body) -> {
            String step = body.text("step");
            RunState known = run == null ? asking.run(Asking.runId(runId)) : run;
            StepState buried = known.steps().stream()
                    .filter(each -> each.token() != null && (step == null || step.equals(each.id())))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(
                            409,
                            ErrorCode.NOTHING_TO_REDRIVE,
                            "The run '%s' has no open dead letter%s."
                                    .formatted(runId, step == null ? "" : " of step '" + step + "'"),
                            List.of()));
            return new RedriveRequested(runId, buried.id(), String.valueOf(buried.token()));
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(
            HttpRequest<byte[]> request,
            String runId,
            Set<String> fields,
            BiFunction<@Nullable RunState, Body, Object> says) {
        return asking.answers().later(() -> {
            RunId id = Asking.runId(runId);
            Query query = new Query(request, Set.of("wait"));
            Body body = new Body(request, fields);
            String key = Requesting.key(request, null);
            RunState run = known(id);
            Request asked = new Request(id.pipeline(), Requesting.actor(request), key, null, says.apply(run, body));
            return requesting
                    .place(asked, query)
                    .thenApplyAsync(
                            placed -> decided(id, placed), asking.answers().workers());
        });
    }

    /** The run; null while the stores cannot say, because the log takes requests all the same. */
    private @Nullable RunState known(RunId id) {
        try {
            return asking.run(id);
        } catch (OrbitException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                return null;
            }
            throw e;
        }
    }

    private HttpResponse<byte[]> decided(RunId id, Requesting.Placed placed) {
        String position = placed.position().toString();
        Fact.Rejected rejected = placed.rejected();
        if (placed.decision() == null) {
            return Problems.json(HttpStatus.ACCEPTED, new Views.Accepted(id.toString(), position));
        } else if (rejected != null) {
            throw Requesting.refusal(rejected);
        }
        String status = status(id.toString(), placed.decision().event().fact());
        return Problems.json(HttpStatus.OK, new Views.Decided(id.toString(), status, position));
    }

    /**
     * What the run is now; what it was when this was decided while the stores cannot say. An error would be wrong: the
     * request has been granted, and whoever sent it again would ask for something else.
     */
    private String status(String runId, Fact decided) {
        RunState run = known(Asking.runId(runId));
        if (run != null) {
            return run.phase().name();
        }
        return (decided instanceof Fact.RunCancelling ? RunPhase.CANCELLING : RunPhase.QUEUED).name();
    }
}
