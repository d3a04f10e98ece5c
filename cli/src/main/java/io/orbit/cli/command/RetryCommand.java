package io.orbit.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Session;
import io.orbit.cli.http.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit retry}: an ended run does its failed steps again, or a step and all that follow from it. */
@Command(name = "retry", description = "Run the failed steps of an ended run again, or all from one step on.")
public final class RetryCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN")
    private String run = "";

    @Option(names = "--from", paramLabel = "STEP", description = "This step and all that depend on it.")
    private @Nullable String from;

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public RetryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object();
        if (from != null) {
            body.put("fromStep", from);
        }
        return new DecisionCommand(session, follow)
                .ask("retry", run, body, "Retried")
                .code();
    }
}
