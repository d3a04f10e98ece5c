package io.orbit.control.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.wire.Metric;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepSucceeded;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a report may say. A record that compresses well can hold millions of items, and each of them, or its rejection,
 * becomes an event: what one record leads to must fit into one transaction.
 */
final class ReportBounds {
    /** Two items of each step of the longest definition, and some more. */
    private static final int MOST_ITEMS = 1_200;

    private static final int MOST_METRICS = 200;
    private static final int LONGEST_NAME = 300;
    private static final JsonFactory JSON = new JsonFactory();

    private ReportBounds() {}

    /** @throws OrbitException REPORT_TOO_LONG */
    static void check(StepReport report) {
        if (report.getItems().size() > MOST_ITEMS) {
            throw refused("%d items; %d are allowed".formatted(report.getItems().size(), MOST_ITEMS));
        }
        name("runner", report.getRunner());
        name("segment", report.getSegment());
        for (ReportItem item : report.getItems()) {
            name("step", item.getStep());
            if (item.getBody() instanceof StepSucceeded done) {
                metrics(done.getMetrics());
            } else if (item.getBody() instanceof StepFailed failed) {
                name("code", failed.getCode());
                name("kind", failed.getKind());
            }
        }
    }

    /** True for one JSON value of bearable depth, and for none. */
    static boolean isJson(@Nullable String text) {
        if (text == null) {
            return true;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void metrics(List<Metric> metrics) {
        if (metrics.size() > MOST_METRICS) {
            throw refused("%d metrics of a step; %d are allowed".formatted(metrics.size(), MOST_METRICS));
        }
        metrics.forEach(metric -> name("metric", metric.getName()));
    }

    private static void name(String what, String name) {
        if (name.length() > LONGEST_NAME) {
            throw refused("a %s with %d characters; %d are allowed".formatted(what, name.length(), LONGEST_NAME));
        }
    }

    private static OrbitException refused(String what) {
        return new OrbitException(ErrorCode.REPORT_TOO_LONG, "The report has " + what + ".");
    }
}
