package io.orbit.control.codec;

import io.orbit.control.core.Command;
import io.orbit.control.core.StepState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.pipeline.Params;
import io.orbit.schemas.pipeline.Problem;
import io.orbit.wire.ReportItem;
import io.orbit.wire.Request;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepCancelled;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepProgressed;
import io.orbit.wire.report.StepStarted;
import io.orbit.wire.report.StepSucceeded;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.LeaseExpired;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.ResumeRequested;
import io.orbit.wire.request.RetryDue;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import io.orbit.wire.request.TimerDue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records of {@code orbit.requests} and {@code orbit.step-reports} as commands. */
public final class CommandCodec {
    private static final int MAX_RESULT = 256 * 1024;
    private static final int MAX_MESSAGE = 2048;

    private final DefinitionCodec definitions;

    public CommandCodec(DefinitionCodec definitions) {
        this.definitions = definitions;
    }

    /** Run that the request speaks of; null when it speaks of a pipeline, or of a run to come. */
    public static @Nullable String runOf(Request request) {
        Object body = request.getBody();
        if (body instanceof CancelRequested r) {
            return r.getRunId();
        } else if (body instanceof ResumeRequested r) {
            return r.getRunId();
        } else if (body instanceof RetryRequested r) {
            return r.getRunId();
        } else if (body instanceof RedriveRequested r) {
            return r.getRunId();
        } else if (body instanceof TimerDue r) {
            return r.getRunId();
        } else if (body instanceof RetryDue r) {
            return r.getRunId();
        } else if (body instanceof LeaseExpired r) {
            return r.getRunId();
        }
        return null;
    }

    /** @param newest the pipeline's newest definition, against which parameters are checked; null when there is none */
    public Command command(Request request, @Nullable Definition newest) {
        Object body = request.getBody();
        if (body instanceof RunRequested r) {
            return start(r, request.getIdempotencyKey(), newest);
        } else if (body instanceof PipelineSubmitted r) {
            return definitions.define(request.getPipeline(), r.getDefinition());
        } else if (body instanceof CancelRequested r) {
            return new Command.Cancel(r.getReason());
        } else if (body instanceof ResumeRequested) {
            return new Command.Resume();
        } else if (body instanceof RetryRequested r) {
            return new Command.Retry(r.getFromStep());
        } else if (body instanceof RedriveRequested r) {
            return new Command.Redrive(r.getStep(), r.getToken());
        } else if (body instanceof TimerDue r) {
            return new Command.TimerDue(r.getTimer(), r.getFence());
        } else if (body instanceof RetryDue r) {
            return new Command.RetryDue(r.getSegment(), r.getFence());
        } else if (body instanceof LeaseExpired r) {
            return new Command.LeaseExpired(r.getSegment(), r.getFence(), r.getRunner(), r.getDetail());
        }
        throw new IllegalStateException("No command for " + body.getClass());
    }

    private static Command start(RunRequested asked, @Nullable String key, @Nullable Definition newest) {
        if (newest == null) {
            return new Command.Start(asked.getParams(), asked.getTrigger(), key, null);
        }
        Params.Outcome outcome = Params.resolve(newest.params(), asked.getParams());
        if (outcome.valid()) {
            return new Command.Start(outcome.json(), asked.getTrigger(), key, null);
        }
        String said = outcome.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
        return new Command.Start(
                "{}", asked.getTrigger(), key, new Command.Fault(ErrorCode.PARAMETER_INVALID.id(), said));
    }

    /** What the runner says; a result over the limit turns the success into a failure that names the limit. */
    public static Command.Report report(StepReport report) {
        List<Command.Item> items = new ArrayList<>();
        for (ReportItem item : report.getItems()) {
            items.add(item(item.getStep(), item.getBody()));
        }
        return new Command.Report(
                report.getSegment(), report.getFence(), report.getRunner(), report.getRunnerEpoch(), items);
    }

    private static Command.Item item(String step, Object body) {
        if (body instanceof StepStarted) {
            return new Command.Item.Started(step);
        } else if (body instanceof StepProgressed r) {
            return new Command.Item.Progressed(step, r.getHealthy(), EventCodec.metrics(r.getMetrics()));
        } else if (body instanceof StepSucceeded r) {
            String result = r.getResultJson();
            if (result != null && result.length() > MAX_RESULT) {
                String message =
                        "The result has %d characters; %d are allowed inline.".formatted(result.length(), MAX_RESULT);
                return failed(step, ErrorCode.RESULT_TOO_LARGE.id(), ErrorCode.Kind.DATA.name(), message);
            }
            return new Command.Item.Succeeded(step, result, EventCodec.metrics(r.getMetrics()), r.getOutput());
        } else if (body instanceof StepFailed r) {
            return failed(step, r.getCode(), r.getKind(), r.getMessage());
        } else if (body instanceof StepCancelled) {
            return new Command.Item.Cancelled(step);
        }
        throw new IllegalStateException("No item for " + body.getClass());
    }

    private static Command.Item failed(String step, String code, String kind, String message) {
        String shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
        return new Command.Item.Failed(step, new StepState.Problem(code, kind, shown));
    }
}
