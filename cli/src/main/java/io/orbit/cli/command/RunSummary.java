package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Text;
import io.orbit.cli.view.Times;
import java.util.ArrayList;
import java.util.List;

/** How a run ended, in a line or two, and what may be done next. */
final class RunSummary {
    private final Session session;
    private final JsonNode run;

    RunSummary(Session session, JsonNode run) {
        this.session = session;
        this.run = run;
    }

    void print() {
        session.output().one(run, document -> document.path("runId").asText(""), text());
        hints();
    }

    private List<String> text() {
        Style style = session.style();
        Times times = session.times();
        String status = run.path("status").asText("");
        String word = style.word(status);
        List<String> lines = new ArrayList<>();
        lines.add(style.ofStatus(status, word.isEmpty() ? "ended" : word) + " in " + times.took(run) + "  "
                + Ref.shorten(run.path("runId").asText(""), session.namespace()));
        JsonNode failure = run.path("failure");
        if (failure.isObject()) {
            String step =
                    failure.path("step").isTextual() ? failure.path("step").asText("") + ": " : "";
            Text.wrap(step + RunText.error(failure), Math.max(20, session.width() - 2))
                    .forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    private boolean deadLettered() {
        for (JsonNode step : run.path("steps")) {
            if (step.path("deadLetterToken").isTextual()) {
                return true;
            }
        }
        return false;
    }

    private void hints() {
        String id = Ref.shorten(run.path("runId").asText(""), session.namespace());
        String status = run.path("status").asText("");
        if (status.equals("FAILED")) {
            session.hint("See why:", "orbit logs " + id + " --failed");
            if (deadLettered()) {
                session.hint("Redrive:", "orbit redrive " + id);
            } else {
                session.hint("Retry:", "orbit retry " + id);
            }
        } else if (status.equals("CANCELLED")) {
            session.hint("Go on:", "orbit resume " + id);
        }
    }
}
