package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.orbit.api.view.PipelineView;
import io.orbit.api.view.Views;
import io.orbit.control.codec.DefinitionCodec;
import io.orbit.control.core.Fact;
import io.orbit.control.core.PipelineState;
import io.orbit.control.explain.Explanation;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.schemas.pipeline.Problem;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.Validation;
import io.orbit.wire.Request;
import io.orbit.wire.request.PipelineSubmitted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Pipelines: what they are, and new versions of them. */
@Controller("/api/v1/pipelines")
final class PipelinesController {
    private static final int MOST = 500;

    private final Asking asking;
    private final Requesting requesting;
    private final DefinitionValidator validator;

    /** Made at the first question, so that the costly validator does not delay the start. */
    PipelinesController(Asking asking, Requesting requesting, MethodCatalog catalog) {
        this.asking = asking;
        this.requesting = requesting;
        this.validator = new DefinitionValidator(catalog);
    }

    @Get
    CompletableFuture<HttpResponse<byte[]>> list(HttpRequest<?> request) {
        return asking.answers().later(() -> {
            Query query = new Query(request, Set.of("limit", "cursor", "after", "wait"));
            int limit = query.limit(MOST, MOST);
            String cursor = query.text("cursor");
            return asking.settled(query, () -> {
                List<PipelineState> found = asking.parts().reader().pipelines().stream()
                        .filter(pipeline -> cursor == null || pipeline.id().compareTo(cursor) > 0)
                        .limit(limit + 1L)
                        .toList();
                List<PipelineState> page = found.subList(0, Math.min(limit, found.size()));
                String next = found.size() > limit ? page.get(limit - 1).id() : null;
                return Problems.json(
                        HttpStatus.OK,
                        new Views.Items<>(page.stream().map(this::summary).toList(), next));
            });
        });
    }

    private PipelineView.Summary summary(PipelineState pipeline) {
        var last = asking.parts().reader().runs(pipeline.id(), null, 1);
        return PipelineView.summary(
                pipeline, asking.definition(pipeline.id(), pipeline.version()), last.isEmpty() ? null : last.get(0));
    }

    @Get("/{name}")
    CompletableFuture<HttpResponse<byte[]>> show(HttpRequest<?> request, @PathVariable String name) {
        return asking.answers().later(() -> {
            String id = Asking.pipelineId(name);
            Query query = new Query(request, Set.of("version", "after", "wait"));
            long version = query.number("version", 0, 1, Integer.MAX_VALUE);
            return asking.settled(query, () -> {
                String position = asking.position(id);
                PipelineState pipeline = asking.pipeline(id);
                int shown = version == 0 ? pipeline.version() : (int) version;
                return Problems.json(HttpStatus.OK, PipelineView.of(pipeline, asking.definition(id, shown), position));
            });
        });
    }

    /** What an applied version means, with the methods that the server knows today. */
    @Get("/{name}/explain")
    CompletableFuture<HttpResponse<byte[]>> explain(HttpRequest<?> request, @PathVariable String name) {
        return asking.answers().later(() -> {
            String id = Asking.pipelineId(name);
            Query query = new Query(request, Set.of("version", "after", "wait"));
            long version = query.number("version", 0, 1, Integer.MAX_VALUE);
            return asking.settled(query, () -> {
                PipelineState pipeline = asking.pipeline(id);
                int shown = version == 0 ? pipeline.version() : (int) version;
                return explained(asking.definition(id, shown).published());
            });
        });
    }

    /** What a definition would mean; nothing is written. */
    @Post("/explain")
    @Consumes("application/json")
    CompletableFuture<HttpResponse<byte[]>> explain(HttpRequest<byte[]> request) {
        return asking.answers().later(() -> {
            var unused = new Query(request, Set.of());
            String text = text(request.getBody().orElse(new byte[0]));
            return CompletableFuture.completedFuture(explained(text));
        });
    }

    private HttpResponse<byte[]> explained(String text) {
        ResolvedPipeline resolved = resolved(text);
        return Problems.json(HttpStatus.OK, Explanation.of(resolved, DefinitionCodec.plan(resolved)));
    }

    /** Nothing is written unless the definition is sound. */
    @Post
    @Consumes("application/json")
    CompletableFuture<HttpResponse<byte[]>> submit(HttpRequest<byte[]> request) {
        return asking.answers().later(() -> {
            Query query = new Query(request, Set.of("wait"));
            String key = Requesting.key(request, null);
            String text = text(request.getBody().orElse(new byte[0]));
            ResolvedPipeline resolved = resolved(text);
            Request asked = new Request(
                    resolved.pipelineId(),
                    Requesting.actor(request),
                    key,
                    null,
                    new PipelineSubmitted(resolved.json()));
            return requesting.place(asked, query).thenApply(placed -> submitted(resolved.pipelineId(), placed));
        });
    }

    private HttpResponse<byte[]> submitted(String pipeline, Requesting.Placed placed) {
        String position = placed.position().toString();
        Fact.Rejected rejected = placed.rejected();
        if (placed.decision() == null) {
            return Problems.json(HttpStatus.ACCEPTED, new Views.Submitted(pipeline, position));
        } else if (rejected == null) {
            int version = placed.decision().event().version();
            return Problems.json(HttpStatus.OK, new Views.Applied(pipeline, version, true, position));
        } else if (ErrorCode.UNCHANGED_DEFINITION.id().equals(rejected.code())) {
            int version = asking.pipeline(pipeline).version();
            return Problems.json(HttpStatus.OK, new Views.Applied(pipeline, version, false, position));
        }
        throw Requesting.refusal(rejected);
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(400, ErrorCode.DEFINITION_NOT_JSON, "The definition is not valid UTF-8.", List.of());
        }
    }

    private ResolvedPipeline resolved(String text) {
        Validation validation = validator.validate(text);
        ResolvedPipeline resolved = validation.pipeline();
        if (resolved != null && validation.valid()) {
            return resolved;
        }
        List<Problem> problems = validation.problems();
        boolean one = problems.size() == 1;
        ErrorCode code = one ? problems.get(0).code() : ErrorCode.DEFINITION_INVALID;
        int status = code == ErrorCode.DEFINITION_NOT_JSON ? 400 : 422;
        String detail = one
                ? (problems.get(0).message() + ' ' + problems.get(0).hint()).strip()
                : "The definition has %d problems; nothing was changed.".formatted(problems.size());
        throw new Refusal(
                status,
                code,
                detail,
                problems.stream().map(PipelinesController::fault).toList());
    }

    private static io.orbit.api.http.Problem.Fault fault(Problem problem) {
        return new io.orbit.api.http.Problem.Fault(
                problem.code().id(),
                problem.pointer(),
                problem.message(),
                problem.hint(),
                problem.line() == 0 ? null : problem.line());
    }
}
