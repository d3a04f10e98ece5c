package io.orbit.control.codec;

import io.orbit.control.core.Command;
import io.orbit.control.core.StepState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
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

    /** Of all steps of a run together: its state holds the message of each, and those of its last attempts. */
    private static final int MAX_MESSAGES = 60_000;

    private static final int MAX_REASON = 500;
    private static final int MAX_DETAIL = 300;

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
            return new Command.Cancel(cut(r.getReason(), MAX_REASON));
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
            return new Command.LeaseExpired(
                    r.getSegment(), r.getFence(), r.getRunner(), cut(r.getDetail(), MAX_DETAIL));
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

    /**
     * What the runner says; a result over the limit, or one that is not JSON, turns the success into a failure.
     *
     * @param steps how many the run has; the more, the shorter the messages that its state can hold
     * @throws OrbitException REPORT_TOO_LONG when it says more than a runner ever does
     */
    public static Command.Report report(StepReport report, int steps) {
        ReportBounds.check(report);
        int longest = Math.min(MAX_MESSAGE, MAX_MESSAGES / Math.max(1, steps));
        List<Command.Item> items = new ArrayList<>();
        for (ReportItem item : report.getItems()) {
            items.add(item(item.getStep(), item.getBody(), longest));
        }
        return new Command.Report(
                report.getSegment(), report.getFence(), report.getRunner(), report.getRunnerEpoch(), items);
    }

    private static Command.Item item(String step, Object body, int longest) {
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
            if (!ReportBounds.isJson(result) || !ReportBounds.isJson(r.getOutput())) {
                String message = "The runner reported a result that is not JSON.";
                return failed(
                        step,
                        ErrorCode.RUNNER_INTERNAL.id(),
                        ErrorCode.RUNNER_INTERNAL.kind().name(),
                        message);
            }
            return new Command.Item.Succeeded(step, result, EventCodec.metrics(r.getMetrics()), r.getOutput());
        } else if (body instanceof StepFailed r) {
            return failed(step, r.getCode(), r.getKind(), cut(r.getMessage(), longest));
        } else if (body instanceof StepCancelled) {
            return new Command.Item.Cancelled(step);
        }
        throw new IllegalStateException("No item for " + body.getClass());
    }

    private static Command.Item failed(String step, String code, String kind, String message) {
        return new Command.Item.Failed(step, new StepState.Problem(code, kind, message));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + '…';
    }
}
