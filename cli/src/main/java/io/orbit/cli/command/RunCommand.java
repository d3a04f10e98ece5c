package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit run}: asks for a run; on a terminal it is then watched. */
@Command(
        name = "run",
        description = "Start a run of a pipeline; on a terminal, watch it.",
        footer = {"", "Exit codes: 10 the run failed, 11 it was cancelled, 8 --timeout passed."})
public final class RunCommand implements Callable<Integer> {
    private static final Duration DECISION = Duration.ofSeconds(10);

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The pipeline: name or namespace.name.")
    private String name = "";

    @Option(names = "-p", paramLabel = "K=V", description = "A parameter of the run; may be repeated.")
    private Map<String, String> given = new LinkedHashMap<>();

    @Option(names = "--params", paramLabel = "FILE", description = "Parameters as a JSON object; -p wins over it.")
    private @Nullable String file;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean terminal =
                session.console().terminal().out() && session.format().isText();
        FollowOptions.Mode mode = follow.mode(terminal ? FollowOptions.Mode.WATCH : FollowOptions.Mode.DETACH);
        Duration timeout = follow.timeout(mode);
        String pipeline = Ref.pipeline(name, session.namespace()).pipeline();
        ObjectNode body = Json.object();
        body.set("params", new RunParams(session, pipeline).read(file, given));

        JsonNode accepted = ask(pipeline, body);

        String runId = accepted.path("runId").asText("");
        if (runId.isEmpty()) {
            throw new Failure(
                    Exit.TIMED_OUT,
                    ErrorCode.WAIT_TIMEOUT,
                    "The request is on the log at %s, but was not decided within %d s. See later: orbit status %s"
                            .formatted(accepted.path("position").asText(""), DECISION.toSeconds(), name));
        }
        if (accepted.path("deduplicated").asBoolean()) {
            session.note("This idempotency key was used before; this is the run that it started.");
        }
        String shorter = Ref.shorten(runId, session.namespace());
        if (mode == FollowOptions.Mode.DETACH) {
            session.output().one(accepted, run -> runId, List.of(runId));
            session.hint("Watch it:", "orbit status " + shorter + " --watch");
            return Exit.OK.code();
        }
        session.note("Run " + shorter + "  (at " + accepted.path("position").asText("") + ")");
        return new Follower(session, runId).follow(mode, timeout, 0).code();
    }

    private JsonNode ask(String pipeline, ObjectNode body) {
        try {
            return session.client()
                    .post(Call.to("pipelines", pipeline, "runs").waiting(DECISION), body, session.idempotencyKey());
        } catch (Failure failure) {
            throw failure.exit() == Exit.NOT_FOUND ? unknown(session, pipeline, failure) : failure;
        }
    }

    /** The failure, with the name that was probably meant. */
    static Failure unknown(Session session, String pipeline, Failure failure) {
        List<String> names = new ArrayList<>();
        session.client()
                .get(Call.to("pipelines"))
                .path("items")
                .forEach(p -> names.add(p.path("pipeline").asText("")));
        String hint = DidYouMean.closest(pipeline, names)
                .map(near -> " Did you mean '" + Ref.shorten(near, session.namespace()) + "'?")
                .orElse(names.isEmpty() ? " Nothing has been applied yet; see 'orbit apply'." : "");
        Failure told = failure.with("There is no pipeline '%s'.%s".formatted(pipeline, hint));
        // They repeat the sentence.
        told.problem().remove("errors");
        return told;
    }
}
