package io.orbit.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Session;
import io.orbit.cli.http.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code orbit redrive}: a dead letter gets a new life. */
@Command(name = "redrive", description = "Give a dead-lettered step of a run new attempts (orbit list dead-letters).")
public final class RedriveCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "RUN")
    private String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STEP",
            description = "Default: the first step with an open dead letter.")
    private @Nullable String step;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public RedriveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (step != null) {
            body.put("step", step);
        }
        return new DecisionCommand(session, follow)
                .ask("redrive", run, body, "Redriven")
                .code();
    }
}
