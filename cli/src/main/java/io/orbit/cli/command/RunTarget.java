package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.schemas.ErrorCode;

/** The run that a name stands for where things are only looked at: a pipeline's name means its last run. */
final class RunTarget {
    private RunTarget() {}

    static String of(Session session, String text) {
        Ref ref = Ref.of(text, session.namespace());
        if (ref instanceof Ref.Run run) {
            return run.id();
        }
        JsonNode last = session.client()
                .get(Call.to("runs").with("pipeline", ref.pipeline()).with("limit", 1))
                .path("items")
                .path(0);
        if (!last.isObject()) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    ErrorCode.RUN_NOT_FOUND,
                    "Pipeline %s has no run yet, or there is no such pipeline (orbit list).".formatted(ref.pipeline()));
        }
        String runId = last.path("runId").asText("");
        session.hint("Run:", Ref.shorten(runId, session.namespace()));
        return runId;
    }
}
