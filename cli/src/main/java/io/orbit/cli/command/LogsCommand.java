package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Format;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Text;
import io.orbit.cli.view.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit logs}: what the steps of a run wrote. */
@Command(name = "logs", description = "The log lines of a run's steps.")
public final class LogsCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Session session;
    private final Map<JsonNode, Integer> written = new HashMap<>();
    private boolean zoneTold;

    @Parameters(paramLabel = "NAME|RUN", description = "The run; a pipeline's name means its last run.")
    private String target = "";

    @Option(names = "--step", paramLabel = "STEP", description = "Only of this step.")
    private @Nullable String step;

    @Option(names = "--failed", description = "Only of steps that failed, with their errors.")
    private boolean failed;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run ends.")
    private boolean follow;

    public LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String runId = RunTarget.of(session, target);
        if (follow && session.format() != Format.json) {
            stream(runId);
            return Exit.OK.code();
        }
        if (follow) {
            awaitEnd(runId);
        }
        List<JsonNode> lines = fetch(runId);
        write(lines);
        if (lines.isEmpty() && session.format().isText()) {
            session.note(failed ? "No step has failed." : "No log lines.");
        }
        return Exit.OK.code();
    }

    /** Why steps failed, as lines of the log with the {@code error} itself beside. */
    private List<JsonNode> errors(String runId) {
        List<JsonNode> errors = new ArrayList<>();
        for (JsonNode each : session.client().get(Call.to("runs", runId)).path("steps")) {
            boolean meant = step == null || step.equals(each.path("id").asText(""));
            if (meant && each.path("error").isObject()) {
                ObjectNode line = Json.object();
                line.set("at", each.path("finishedAt"));
                line.put("level", "ERROR").put("step", each.path("id").asText(""));
                line.set("attempt", each.path("attempt"));
                line.put("line", RunText.error(each.path("error")));
                errors.add(line.set("error", each.path("error")));
            }
        }
        return errors;
    }

    /** With {@code --failed} the errors themselves come before the lines, because they are what is looked for. */
    private List<JsonNode> fetch(String runId) {
        List<JsonNode> errors = failed ? errors(runId) : List.of();
        Set<String> wanted = new HashSet<>();
        errors.forEach(each -> wanted.add(each.path("step").asText("")));
        Call call = Call.to("runs", runId, "logs").with("limit", session.limit(10_000));
        JsonNode answer = session.client().get(step == null ? call : call.with("step", step));
        List<JsonNode> lines = new ArrayList<>(errors);
        for (JsonNode line : answer.path("items")) {
            if (!failed || wanted.contains(line.path("step").asText(""))) {
                lines.add(line);
            }
        }
        return lines;
    }

    private void stream(String runId) {
        boolean ended = false;
        long seq = 0;
        while (!ended) {
            JsonNode page = session.client()
                    .get(Call.to("runs", runId, "events").with("from", seq).waiting(PAUSE));
            seq = page.path("nextSeq").asLong(seq);
            ended = page.path("terminal").asBoolean();
            write(unwritten(fetch(runId)));
        }
    }

    /** The long poll is the clock: it comes back at once when the run has ended. */
    private void awaitEnd(String runId) {
        boolean ended = false;
        long seq = 0;
        while (!ended) {
            JsonNode page = session.client()
                    .get(Call.to("runs", runId, "events").with("from", seq).waiting(Duration.ofSeconds(20)));
            seq = page.path("nextSeq").asLong(seq);
            ended = page.path("terminal").asBoolean();
        }
    }

    /** Lines come from several partitions, so new ones may stand between old ones: each is counted, not its place. */
    private List<JsonNode> unwritten(List<JsonNode> lines) {
        Map<JsonNode, Integer> now = new HashMap<>();
        List<JsonNode> fresh = new ArrayList<>();
        for (JsonNode line : lines) {
            int times = now.merge(line, 1, Integer::sum);
            if (times > written.getOrDefault(line, 0)) {
                fresh.add(line);
                written.put(line, times);
            }
        }
        return fresh;
    }

    private void write(List<JsonNode> lines) {
        if (!session.format().isText()) {
            session.output().many(lines, line -> line.path("line").asText(""), new Table(Table.Column.of("")), "");
            return;
        }
        Style style = session.style();
        Times times = session.times();
        List<String> text = new ArrayList<>();
        for (JsonNode line : lines) {
            if (line.path("error").isObject()) {
                text.add(error(line));
                continue;
            }
            if (!zoneTold) {
                zoneTold = true;
                session.hint("Times:", times.zoneLabel());
            }
            String level = line.path("level").asText("");
            String prefix = times.clock(line.path("at")) + " " + Text.padRight(level, 5) + " ";
            text.add(style.dim(prefix) + style.bold(Text.plain(line.path("step").asText("")))
                    + style.dim(" #" + line.path("attempt").asText("")) + "  "
                    + Text.plain(line.path("line").asText("")));
        }
        session.output().lines(text);
    }

    private String error(JsonNode line) {
        Style style = session.style();
        String id = Text.plain(line.path("step").asText(""));
        return style.ofStatus("FAILED", style.symbol("FAILED") + " " + id) + "  attempt "
                + line.path("attempt").asText("") + "  " + line.path("line").asText("");
    }
}
