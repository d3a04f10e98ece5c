package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.view.ExplainText;
import io.orbit.schemas.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code orbit explain}: what a definition means, before it runs. */
@Command(
        name = "explain",
        description = "Show what runs together, what a retry reads, and what holds for each sink. Nothing is run.")
public final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "NAME|FILE",
            description = "A pipeline that was applied, or a definition in a file.")
    private String target = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "Of the pipeline; default: newest.")
    private @Nullable Integer version;

    public ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean file = target.equals("-") || target.endsWith(".json") || target.contains("/");
        if (file && version != null) {
            throw Failure.usage("A file has no versions. Leave out %d, or name a pipeline.".formatted(version));
        }
        JsonNode explanation = file ? ofFile() : ofPipeline();
        session.output()
                .one(
                        explanation,
                        e -> e.path("pipeline").asText(""),
                        new ExplainText(session.style(), session.width()).lines(explanation));
        return Exit.OK.code();
    }

    private JsonNode ofPipeline() {
        String pipeline = Ref.pipeline(target, session.namespace()).pipeline();
        Call call = Call.to("pipelines", pipeline, "explain");
        return session.client().get(version == null ? call : call.with("version", version));
    }

    private JsonNode ofFile() {
        Checked checked =
                new Definitions(session, List.of()).check(List.of(target)).get(0);
        // A method unknown here may be a plug-in's that the server has.
        boolean askable = checked.bundle() != null
                && checked.problems().stream().allMatch(problem -> problem.code() == ErrorCode.UNKNOWN_METHOD);
        if (!askable) {
            throw refused(checked);
        }
        JsonNode definition = Objects.requireNonNull(checked.bundle()).document();
        try {
            return session.client().post(Call.to("pipelines", "explain"), definition, session.idempotencyKey(target));
        } catch (Failure failure) {
            Checked there = checked.refused(failure.errors());
            throw there.problems().isEmpty() ? failure : refused(there);
        }
    }

    private Failure refused(Checked checked) {
        checked.lines().forEach(session.console().streams().err()::println);
        Failure failure =
                new Failure(Exit.INVALID, ErrorCode.DEFINITION_INVALID, "The definition has problems: " + target);
        failure.problem().set("problems", checked.json().path("problems"));
        return failure;
    }
}
