package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit status}: of the server, of a pipeline (its last runs), or of a run. */
@Command(
        name = "status",
        description = "Show a run, the last runs of a pipeline, or whether the server is well and what runs now.")
public final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME|RUN")
    private @Nullable String target;

    @Option(names = "--at", paramLabel = "SEQ", description = "A run as it was after its event SEQ.")
    private @Nullable Long at;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        FollowOptions.Mode mode = follow.mode(FollowOptions.Mode.DETACH);
        boolean following = mode != FollowOptions.Mode.DETACH;
        if (following && at != null) {
            throw Failure.usage(
                    "--at shows the past, which cannot be followed. Leave out --watch and --wait, or --at.");
        }
        if (target == null) {
            if (following || at != null) {
                throw Failure.usage("--watch, --wait and --at need a run.");
            }
            server();
        } else if (Ref.of(target, session.namespace()) instanceof Ref.Run run) {
            if (following) {
                return new Follower(session, run.id())
                        .follow(mode, follow.timeout(mode), 0)
                        .code();
            }
            run(run.id());
        } else if (following || at != null) {
            Ref.run(target, session.namespace());
        } else {
            pipeline(Ref.pipeline(target, session.namespace()).pipeline());
        }
        return Exit.OK.code();
    }

    private void run(String runId) {
        Call call = Call.to("runs", runId);
        JsonNode run = at == null ? session.client().get(call) : past(runId, call, at);
        Times times = Times.instant(run.at("/asOf/at"))
                .map(moment -> new Times(moment, session.times().zone()))
                .orElseGet(session::times);
        RunText text = new RunText(session.style(), times, session.width());
        session.output().one(run, r -> r.path("runId").asText(""), text.lines(run));
    }

    /** The run after one of its events, with the moment of that event: what went on then is counted to it. */
    private JsonNode past(String runId, Call call, long seq) {
        JsonNode run = session.client().get(call.with("at", seq));
        JsonNode page = session.client()
                .get(Call.to("runs", runId, "events").with("from", seq).with("limit", 1));
        for (JsonNode event : page.path("items")) {
            // Rejections have no seq of their own and may stand before the event.
            if (event.path("seq").asLong() == seq && run instanceof ObjectNode document) {
                document.putObject("asOf").put("seq", seq).set("at", event.path("at"));
            }
        }
        return run;
    }

    private void pipeline(String pipeline) {
        // Asked first, so that a name with a typing error is not taken for a pipeline without runs.
        try {
            session.client().get(Call.to("pipelines", pipeline));
        } catch (Failure failure) {
            throw failure.exit() == Exit.NOT_FOUND ? RunCommand.unknown(session, pipeline, failure) : failure;
        }
        List<JsonNode> runs = RunRows.fetch(session, Call.to("runs").with("pipeline", pipeline), session.limit(10));
        session.output()
                .many(
                        runs,
                        run -> run.path("runId").asText(""),
                        RunRows.of(session, runs),
                        "Pipeline " + pipeline + " has not run yet. Start it: orbit run " + target);
    }

    private void server() {
        JsonNode health = session.client().get(Call.to("health"));
        List<JsonNode> active =
                RunRows.fetch(session, Call.to("runs").with("status", "RUNNING,QUEUED,CANCELLING"), session.limit(20));
        ObjectNode document = Json.object();
        document.put("server", session.client().server().toString());
        document.put("status", health.path("status").asText(""));
        document.set("activeRuns", Json.array(active));
        Style style = session.style();
        String up = health.path("status").asText("");
        List<String> lines = new ArrayList<>();
        lines.add("Server  " + session.client().server() + "  " + style.ofStatus(up, style.word(up)));
        if (active.isEmpty()) {
            lines.add("No active runs.");
        } else {
            lines.add("");
            lines.addAll(RunRows.of(session, active).lines(session.width(), style));
        }
        session.output().one(document, d -> d.path("server").asText(""), lines);
    }
}
