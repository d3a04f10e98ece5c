package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.Text;
import io.orbit.schemas.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit cancel}: ends a run, or after a question all active runs of a pipeline. */
@Command(name = "cancel", description = "Cancel a run, or all active runs of a pipeline.")
public final class CancelCommand implements Callable<Integer> {
    private static final int AT_MOST = 500;

    private final Session session;

    @Parameters(paramLabel = "RUN|NAME", description = "The run, or the pipeline whose active runs are meant.")
    private String target = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Recorded with the cancellation.")
    private @Nullable String reason;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        if (Ref.of(target, session.namespace()) instanceof Ref.Pipeline pipeline) {
            return cancelAll(pipeline.pipeline(), body).code();
        }
        Exit exit = new DecisionCommand(session, follow).ask("cancel", target, body, "Cancelled");
        // Who cancels and waits for the end has got what was asked for.
        return exit == Exit.RUN_CANCELLED ? Exit.OK.code() : exit.code();
    }

    private Exit cancelAll(String pipeline, ObjectNode body) {
        List<String> active = new ArrayList<>();
        RunRows.fetch(session, Call.to("runs").with("pipeline", pipeline).with("status", "RUNNING,QUEUED"), AT_MOST)
                .forEach(run -> active.add(run.path("runId").asText("")));
        if (active.isEmpty()) {
            throw new Failure(
                    Exit.NOT_FOUND, ErrorCode.RUN_NOT_FOUND, "Pipeline " + pipeline + " has no active run to cancel.");
        }
        if (!session.confirm("Cancel " + Text.count(active.size(), "active run") + " of " + pipeline + "?")) {
            throw Failure.usage("Nothing was cancelled.");
        }
        List<JsonNode> decided = new ArrayList<>();
        for (String runId : active) {
            // One key per run: a key stands for one request.
            String key = session.idempotencyKey(runId);
            decided.add(session.client().post(Call.to("runs", runId, "cancel").with("wait", "10s"), body, key));
        }
        session.output().many(decided, run -> run.path("runId").asText(""), RunRows.decided(session, decided), "");
        return Exit.OK;
    }
}
