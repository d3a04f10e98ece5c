package io.orbit.api.http;

import io.orbit.api.Gate;
import io.orbit.api.Parts;
import io.orbit.api.log.Position;
import io.orbit.control.codec.Definition;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunState;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.RunId;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.Shown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What several questions share: names checked, things found or refused, and answers that are new enough. */
public final class Asking {
    private static final Pattern PIPELINE = Pattern.compile("[a-z][a-z0-9-]{0,62}\\.[a-z][a-z0-9-]{0,62}");
    private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final Duration AFTER = Duration.ofSeconds(5);

    private final Gate gate;
    private final Answers answers;

    public Asking(Gate gate, Answers answers) {
        this.gate = gate;
        this.answers = answers;
    }

    Parts parts() {
        return gate.parts();
    }

    Answers answers() {
        return answers;
    }

    /** Answers once the position is reached that {@code after} names. */
    <T> CompletableFuture<T> settled(Query query, Supplier<T> work) {
        Position after = query.after(parts().partitions()).orElse(null);
        if (after == null) {
            return CompletableFuture.completedFuture(work.get());
        }
        Duration patience = query.patience(AFTER);
        return parts().tail()
                .await(after, patience)
                .thenApplyAsync(
                        reached -> {
                            if (!reached) {
                                throw new OrbitException(
                                        ErrorCode.WAIT_TIMEOUT,
                                        "What was asked at %s is not decided yet. Ask again shortly.".formatted(after));
                            }
                            return work.get();
                        },
                        answers.workers());
    }

    /** The position that an answer about the pipeline reflects at least. */
    String position(String pipeline) {
        int partition = parts().control().reader().partition(pipeline);
        return parts().tail().position(partition).toString();
    }

    /** @throws Refusal 400 when the name is not of the form namespace.name */
    static String pipelineId(String text) {
        if (!PIPELINE.matcher(text).matches()) {
            throw Refusal.badRequest("'%s' is not of the form namespace.name, such as default.flights-daily."
                    .formatted(Shown.text(text)));
        }
        return text;
    }

    /** @throws Refusal 400 when the text is no run id */
    static RunId runId(String text) {
        return RunId.parse(text)
                .filter(id -> PIPELINE.matcher(id.pipeline()).matches())
                .filter(id -> ULID.matcher(id.ulid()).matches())
                .orElseThrow(() -> Refusal.badRequest(
                        "'%s' is not a run id, which is of the form namespace.name.ULID.".formatted(Shown.text(text))));
    }

    static boolean isUlid(String text) {
        return ULID.matcher(text).matches();
    }

    /** @throws Refusal 404 with the nearest name */
    PipelineState pipeline(String id) {
        return parts().reader().pipeline(id).orElseThrow(() -> unknown(id));
    }

    /** @throws Refusal 404 */
    RunState run(RunId id) {
        return parts().reader().run(id.pipeline(), id.toString()).orElseThrow(() -> {
            if (parts().reader().pipeline(id.pipeline()).isEmpty()) {
                return unknown(id.pipeline());
            }
            return new Refusal(404, ErrorCode.RUN_NOT_FOUND, "There is no run '%s'.".formatted(id), List.of());
        });
    }

    /** The definition that the store must have, because a run or a pipeline refers to it. */
    Definition definition(String pipeline, int version) {
        return parts().reader()
                .definition(pipeline, version)
                .orElseThrow(() -> new Refusal(
                        404,
                        ErrorCode.PIPELINE_NOT_FOUND,
                        "'%s' has no version %d.".formatted(pipeline, version),
                        List.of()));
    }

    /** A refusal that names the pipeline which was probably meant. */
    Refusal unknown(String pipeline) {
        List<String> known =
                parts().reader().pipelines().stream().map(PipelineState::id).toList();
        String hint = DidYouMean.hint(pipeline, known);
        String message = "There is no pipeline '%s'.".formatted(pipeline);
        return new Refusal(
                404,
                ErrorCode.PIPELINE_NOT_FOUND,
                (message + ' ' + hint).strip(),
                hint.isEmpty()
                        ? List.of()
                        : List.of(new Problem.Fault(ErrorCode.PIPELINE_NOT_FOUND.id(), "", message, hint, null)));
    }
}
