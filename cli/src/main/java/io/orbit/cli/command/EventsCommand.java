package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Format;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.EventFeed;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.EventText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Text;
import io.orbit.cli.view.Times;
import io.orbit.schemas.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit events}: the history of a run as it lies on the topic. */
@Command(name = "events", description = "The events of a run, with their coordinates partition:offset on the topic.")
public final class EventsCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Session session;

    @Parameters(paramLabel = "RUN|NAME", description = "The run; a pipeline's name means its last run.")
    private String target = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run ends.")
    private boolean follow;

    public EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String runId = RunTarget.of(session, target);
        // A single JSON document cannot be written before its end is known.
        if (follow && session.format() != Format.json) {
            stream(runId);
        } else {
            List<JsonNode> events = follow ? all(runId) : present(runId);
            session.output().many(events, EventsCommand::position, table(events), "No events.");
        }
        return Exit.OK.code();
    }

    private List<JsonNode> present(String runId) {
        int limit = session.limit(100_000);
        List<JsonNode> events = new ArrayList<>();
        long from = 0;
        int asked;
        int page;
        do {
            asked = Math.min(PAGE, limit - events.size());
            JsonNode answer = page(runId, from, asked);
            page = answer.path("items").size();
            answer.path("items").forEach(events::add);
            from = answer.path("nextSeq").asLong();
            // Rejections come on top of the events that were asked for.
        } while (page >= asked && events.size() < limit);
        if (page >= asked && !page(runId, from, 1).path("items").isEmpty()) {
            session.note(
                    "The run has more events than these " + Text.count(events.size()) + "; give a larger --limit.");
        }
        return events;
    }

    private JsonNode page(String runId, long from, int limit) {
        return session.client()
                .get(Call.to("runs", runId, "events").with("from", from).with("limit", limit));
    }

    private List<JsonNode> all(String runId) {
        List<JsonNode> events = new ArrayList<>();
        follow(runId, events::addAll);
        return events;
    }

    private void stream(String runId) {
        boolean[] headed = new boolean[1];
        follow(runId, events -> {
            if (!session.format().isText()) {
                session.output().many(events, EventsCommand::position, table(events), "");
            } else if (!events.isEmpty()) {
                List<String> lines = table(events).lines(session.width(), session.style());
                session.output().lines(headed[0] ? lines.subList(1, lines.size()) : lines);
                headed[0] = true;
            }
        });
    }

    private void follow(String runId, java.util.function.Consumer<List<JsonNode>> reader) {
        try (EventFeed feed = new EventFeed(session.client(), runId)) {
            boolean last = false;
            while (!last) {
                Optional<EventFeed.Batch> batch = feed.next(Duration.ofSeconds(30));
                last = batch.isPresent() && batch.get().last();
                Failure trouble = batch.isPresent() ? batch.get().trouble() : null;
                if (trouble != null && last) {
                    throw trouble;
                }
                reader.accept(batch.map(EventFeed.Batch::events).orElse(List.of()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, ErrorCode.WAIT_TIMEOUT, "Interrupted; the run goes on.");
        }
    }

    private static String position(JsonNode event) {
        return event.path("partition").asText("") + ":" + event.path("offset").asText("");
    }

    private Table table(List<JsonNode> events) {
        Style style = session.style();
        Times times = session.times();
        boolean wide = session.format() == Format.wide;
        Table table = new Table(
                Table.Column.of("POSITION").toTheRight(),
                Table.Column.of("SEQ").toTheRight().importance(2),
                Table.Column.of("TIME (" + times.zoneLabel() + ")")
                        .importance(3)
                        .atLeast(12),
                Table.Column.of("EVENT").atLeast(follow ? 16 : 0),
                Table.Column.of("STEP").cut().importance(5).atLeast(follow ? 14 : 0),
                Table.Column.of("CAUSE").importance(1).painted(style::dim),
                Table.Column.of("ACTOR").importance(1),
                Table.Column.of("DETAIL").cut().importance(4));
        for (JsonNode event : events) {
            table.add(
                    position(event),
                    event.path("seq").asText(""),
                    times.clock(event.path("at")),
                    event.path("type").asText(""),
                    event.path("step").asText(""),
                    wide ? event.path("cause").asText("") : "",
                    wide ? event.path("actor").asText("") : "",
                    wide ? Json.line(event.path("data")) : EventText.detail(event));
        }
        return table;
    }
}
