package io.orbit.cli.command;

import io.orbit.cli.Session;
import io.orbit.cli.http.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code orbit resume}: an ended run goes on with the first step that has not succeeded. */
@Command(name = "resume", description = "Go on with an ended run, from the first step that has not succeeded.")
public final class ResumeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN")
    private String run = "";

    @Mixin
    private FollowOptions follow = new FollowOptions();

    public ResumeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new DecisionCommand(session, follow)
                .ask("resume", run, Json.object(), "Resumed")
                .code();
    }
}
