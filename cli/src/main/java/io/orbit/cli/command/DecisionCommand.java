package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.schemas.ErrorCode;
import java.time.Duration;
import java.util.List;

/** Asks for a change of a run, tells the decision, and stays with the run if asked to. */
final class DecisionCommand {
    private static final Duration DECISION = Duration.ofSeconds(10);

    private final Session session;
    private final FollowOptions follow;

    DecisionCommand(Session session, FollowOptions follow) {
        this.session = session;
        this.follow = follow;
    }

    /**
     * @param verb the last segment of the path
     * @param done what is said when it was granted, e.g. {@code Resumed}
     */
    Exit ask(String verb, String run, ObjectNode body, String done) {
        FollowOptions.Mode mode = follow.mode(FollowOptions.Mode.DETACH);
        Duration timeout = follow.timeout(mode);
        String runId = Ref.run(run, session.namespace()).id();
        // What happened before is not shown again.
        long seq = mode == FollowOptions.Mode.WATCH
                ? session.client().get(Call.to("runs", runId)).path("seq").asLong()
                : 0;

        JsonNode decided = decided(verb, runId, body);

        if (mode != FollowOptions.Mode.DETACH) {
            session.note(done + " (at " + decided.path("position").asText("") + ").");
            return new Follower(session, runId).follow(mode, timeout, seq);
        }
        String status = decided.path("status").asText("");
        boolean undecided = status.isEmpty();
        String line = undecided
                ? "Asked at " + decided.path("position").asText("") + "; not decided yet."
                : done + ": the run is "
                        + session.style().ofStatus(status, session.style().word(status)) + ".";
        session.output().one(decided, answer -> runId, List.of(line));
        return undecided ? Exit.TIMED_OUT : Exit.OK;
    }

    private JsonNode decided(String verb, String runId, ObjectNode body) {
        try {
            return session.client()
                    .post(Call.to("runs", runId, verb).waiting(DECISION), body, session.idempotencyKey());
        } catch (Failure failure) {
            if (!failure.code().equals(ErrorCode.RUN_SUCCEEDED.id())) {
                throw failure;
            }
            throw failure.with(failure.getMessage() + " A step and all that follow from it, again: orbit retry "
                    + Ref.shorten(runId, session.namespace()) + " --from STEP");
        }
    }
}
