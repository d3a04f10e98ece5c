package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Format;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Times;
import java.util.ArrayList;
import java.util.List;

/** Lists of things as the server pages them, and runs as rows of a table. */
final class RunRows {
    private static final int PAGE = 500;

    private RunRows() {}

    /** The first {@code limit} items, over as many pages as it takes. */
    static List<JsonNode> fetch(Session session, Call call, int limit) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            Call page = call.with("limit", Math.min(PAGE, limit - items.size()));
            JsonNode answer = session.client().get(cursor.isEmpty() ? page : page.with("cursor", cursor));
            answer.path("items").forEach(items::add);
            cursor = answer.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && items.size() < limit);
        return items.size() > limit ? List.copyOf(items.subList(0, limit)) : items;
    }

    static Table of(Session session, List<JsonNode> runs) {
        Style style = session.style();
        Times times = session.times();
        boolean wide = session.format() == Format.wide;
        Table table = new Table(
                Table.Column.of("RUN"),
                Table.Column.of("STATUS").painted(word -> style.ofStatus(RunText.status(word), word)),
                Table.Column.of("STEPS").toTheRight().importance(3),
                Table.Column.of(wide ? "STARTED (" + times.zoneLabel() + ")" : "STARTED")
                        .importance(5),
                Table.Column.of("DURATION").toTheRight().importance(4),
                Table.Column.of("TRIGGER").importance(1),
                Table.Column.of("FAILURE").cut().importance(2));
        for (JsonNode run : runs) {
            JsonNode began = run.path("startedAt").isTextual() ? run.path("startedAt") : run.path("acceptedAt");
            JsonNode failure = run.path("failure");
            table.add(
                    wide
                            ? run.path("runId").asText("")
                            : Ref.shorten(run.path("runId").asText(""), session.namespace()),
                    style.word(run.path("status").asText("")),
                    run.path("stepsDone").asText("") + "/"
                            + run.path("stepsTotal").asText(""),
                    wide ? times.full(began) : times.ago(began),
                    times.took(run),
                    wide ? run.path("trigger").asText("") : "",
                    failure.isObject() ? (failure.path("step").asText("") + " " + RunText.error(failure)).strip() : "");
        }
        return table;
    }

    /** Decisions: which run, and what it is now. */
    static Table decided(Session session, List<JsonNode> decisions) {
        Style style = session.style();
        Table table = new Table(
                Table.Column.of("RUN"),
                Table.Column.of("STATUS").painted(word -> style.ofStatus(RunText.status(word), word)));
        for (JsonNode decision : decisions) {
            table.add(
                    Ref.shorten(decision.path("runId").asText(""), session.namespace()),
                    style.word(decision.path("status").asText("")));
        }
        return table;
    }
}
