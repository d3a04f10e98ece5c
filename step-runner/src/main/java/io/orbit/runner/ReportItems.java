package io.orbit.runner;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.schemas.ErrorCode;
import io.orbit.wire.Metric;
import io.orbit.wire.ReportItem;
import io.orbit.wire.report.StepCancelled;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepProgressed;
import io.orbit.wire.report.StepStarted;
import io.orbit.wire.report.StepSucceeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The items of a report, within their limits. */
final class ReportItems {
    static final int MAX_RESULT_BYTES = 256 * 1024;
    static final int MAX_OUTPUT_BYTES = 64 * 1024;
    static final int MAX_MESSAGE_BYTES = 8 * 1024;
    private static final int OVERHEAD = 1024;

    private ReportItems() {}

    static ReportItem started(String step) {
        return new ReportItem(step, new StepStarted());
    }

    static ReportItem progressed(String step, boolean healthy, Map<String, Long> metrics) {
        return new ReportItem(step, new StepProgressed(healthy, listed(metrics)));
    }

    static ReportItem cancelled(String step) {
        return new ReportItem(step, new StepCancelled());
    }

    static ReportItem failed(String step, ErrorCode code, @Nullable String message) {
        String text = message == null ? code.meaning() : message;
        return new ReportItem(
                step, new StepFailed(code.id(), code.kind().name(), SafeText.of(text, MAX_MESSAGE_BYTES)));
    }

    /** @throws StepException RESULT_TOO_LARGE when the result or the reference of the data set is over its limit */
    static ReportItem succeeded(String step, StepOutcome outcome) {
        String result = within(step, "result", outcome.result(), MAX_RESULT_BYTES);
        String output = within(step, "data set reference", outcome.output(), MAX_OUTPUT_BYTES);
        return new ReportItem(step, new StepSucceeded(result, listed(outcome.metrics()), output));
    }

    /** Sorted, so that equal outcomes are equal bytes. */
    private static List<Metric> listed(Map<String, Long> metrics) {
        return new TreeMap<>(metrics)
                .entrySet().stream()
                        .map(metric -> new Metric(metric.getKey(), metric.getValue()))
                        .toList();
    }

    /** About how many bytes the item takes on the wire. */
    static int bytes(ReportItem item) {
        if (item.getBody() instanceof StepSucceeded succeeded) {
            return OVERHEAD + length(succeeded.getResultJson()) + length(succeeded.getOutput());
        }
        if (item.getBody() instanceof StepFailed failed) {
            return OVERHEAD + length(failed.getMessage());
        }
        return OVERHEAD;
    }

    private static @Nullable String within(String step, String what, @Nullable JsonNode json, int limit) {
        if (json == null) {
            return null;
        }
        String text = json.toString();
        int bytes = length(text);
        if (bytes > limit) {
            throw new StepException(
                    step,
                    ErrorCode.RESULT_TOO_LARGE,
                    ("Step '%s' gave a %s of %,d bytes; the limit is %,d. Return a summary, and leave the data in a"
                                    + " data set or a sink.")
                            .formatted(step, what, bytes, limit),
                    null);
        }
        return text;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
