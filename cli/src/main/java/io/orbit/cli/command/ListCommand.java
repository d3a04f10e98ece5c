package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code orbit list}: pipelines, runs, runners or dead letters. */
@Command(name = "list", description = "List pipelines, runs, runners or dead letters.")
public final class ListCommand implements Callable<Integer> {
    /** What can be listed. */
    private enum Kind {
        PIPELINES,
        RUNS,
        RUNNERS,
        DEAD_LETTERS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The names as they are typed, for completion. */
    static final class Kinds extends ArrayList<String> {
        Kinds() {
            super(Stream.of(Kind.values()).map(Kind::toString).toList());
        }
    }

    /** Reads such a name. */
    static final class KindReader implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            for (Kind kind : Kind.values()) {
                if (kind.toString().equals(text.toLowerCase(Locale.ROOT))) {
                    return kind;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' cannot be listed, only " + String.join(", ", new Kinds()) + ".");
        }
    }

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            converter = KindReader.class,
            completionCandidates = Kinds.class,
            description = "${COMPLETION-CANDIDATES}; default: pipelines.")
    private Kind kind = Kind.PIPELINES;

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only runs of this pipeline.")
    private @Nullable String pipeline;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only runs in this status, e.g. failed.")
    private @Nullable String status;

    public ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        switch (kind) {
            case PIPELINES -> pipelines();
            case RUNS -> runs();
            case RUNNERS -> runners();
            case DEAD_LETTERS -> deadLetters();
        }
        return Exit.OK.code();
    }

    private void show(List<JsonNode> items, Function<JsonNode, String> name, Table table, String whenEmpty) {
        session.output().many(items, name, table, whenEmpty);
    }

    private void pipelines() {
        List<JsonNode> items = RunRows.fetch(session, Call.to("pipelines"), session.limit(500));
        Style style = session.style();
        Times times = session.times();
        Table table = new Table(
                Table.Column.of("PIPELINE").cut(),
                Table.Column.of("VERSION").toTheRight().importance(2),
                Table.Column.of("STEPS").toTheRight().importance(3),
                Table.Column.of("ACTIVE").toTheRight().importance(4),
                Table.Column.of("LAST RUN").painted(word -> style.ofStatus(RunText.status(word), word)),
                Table.Column.of("WHEN").importance(5),
                Table.Column.of("DESCRIPTION").cut().importance(1));
        for (JsonNode item : items) {
            JsonNode last = item.path("lastRun");
            long active =
                    item.path("activeRuns").asLong() + item.path("queuedRuns").asLong();
            table.add(
                    Ref.shorten(item.path("pipeline").asText(""), session.namespace()),
                    "v" + item.path("version").asText(""),
                    item.path("steps").isArray()
                            ? String.valueOf(item.path("steps").size())
                            : item.path("steps").asText(""),
                    String.valueOf(active),
                    style.word(last.path("status").asText("")),
                    times.ago(last.path("startedAt")),
                    item.path("description").asText(""));
        }
        show(items, p -> p.path("pipeline").asText(""), table, "No pipelines yet. Apply one: orbit apply FILE");
    }

    private void runs() {
        Call call = Call.to("runs");
        if (pipeline != null) {
            call = call.with(
                    "pipeline", Ref.pipeline(pipeline, session.namespace()).pipeline());
        }
        if (status != null) {
            call = call.with("status", status.toUpperCase(Locale.ROOT));
        }
        List<JsonNode> items = RunRows.fetch(session, call, session.limit(50));
        show(items, r -> r.path("runId").asText(""), RunRows.of(session, items), "No runs.");
    }

    private void runners() {
        List<JsonNode> items = RunRows.fetch(session, Call.to("runners"), session.limit(500));
        Style style = session.style();
        Times times = session.times();
        Table table = new Table(
                Table.Column.of("RUNNER").cut(),
                Table.Column.of("STATE").painted(word -> style.ofStatus(RunText.status(word), word)),
                Table.Column.of("BUSY").toTheRight(),
                Table.Column.of("LAST BEAT").importance(2),
                Table.Column.of("HOLDING").cut().importance(1));
        for (JsonNode item : items) {
            table.add(
                    item.path("runner").asText(""),
                    style.word(item.path("state").asText("").toUpperCase(Locale.ROOT)),
                    item.path("busy").asText("") + "/" + item.path("slots").asText(""),
                    times.ago(item.path("lastBeatAt")),
                    holding(item.path("holding")));
        }
        show(items, r -> r.path("runner").asText(""), table, "No runner has reported. Start one: orbit runner");
    }

    private String holding(JsonNode held) {
        StringBuilder text = new StringBuilder();
        for (JsonNode one : held) {
            String segment = one.isTextual()
                    ? one.asText("")
                    : one.path("runId").asText("") + "/" + one.path("segment").asText("");
            text.append(text.length() == 0 ? "" : " ").append(Ref.shorten(segment, session.namespace()));
        }
        return text.toString();
    }

    private void deadLetters() {
        List<JsonNode> items = RunRows.fetch(session, Call.to("dead-letters"), session.limit(50));
        Times times = session.times();
        Table table = new Table(
                Table.Column.of("RUN"),
                Table.Column.of("STEP").cut(),
                Table.Column.of("STATE").importance(5),
                Table.Column.of("TRIES").toTheRight().importance(2),
                Table.Column.of("FAILED").importance(3),
                Table.Column.of("ERROR").cut().importance(4));
        for (JsonNode item : items) {
            table.add(
                    Ref.shorten(item.path("runId").asText(""), session.namespace()),
                    item.path("step").asText(""),
                    item.path("state").asText(""),
                    item.path("attempts").asText(""),
                    times.ago(item.path("failedAt")),
                    RunText.error(item));
        }
        show(
                items,
                d -> d.path("runId").asText("") + " " + d.path("step").asText(""),
                table,
                "The dead-letter queue is empty.");
    }
}
