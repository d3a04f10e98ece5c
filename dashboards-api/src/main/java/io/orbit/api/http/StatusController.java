package io.orbit.api.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.orbit.api.Readiness;
import io.orbit.api.view.Views;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;

/** Whether the server lives and is ready, what its error codes mean, and the schemas of the log. */
@Controller
final class StatusController {
    private static final String PAGE = """
            Orbit server

            /api/v1/pipelines      pipelines
            /api/v1/runs           runs, newest first
            /api/v1/dead-letters   steps that ran out of retries
            /api/v1/runners        runners and what they hold
            /api/v1/ready          whether requests can be answered
            /schemas/ids/1002      schema of the event log
            """;

    private final Readiness readiness;
    private final Answers answers;

    StatusController(Readiness readiness, Answers answers) {
        this.readiness = readiness;
        this.answers = answers;
    }

    @Get("/")
    @Produces("text/plain")
    String root() {
        return PAGE;
    }

    @Get(uris = {"/health", "/api/v1/health"})
    HttpResponse<byte[]> health() {
        return Problems.json(HttpStatus.OK, new Views.Health("UP"));
    }

    @Get(uris = {"/ready", "/api/v1/ready"})
    CompletableFuture<HttpResponse<byte[]>> ready() {
        return answers.now(() -> {
            Views.Readiness now = readiness.now();
            boolean ready = now.status().equals(Readiness.READY);
            return ready ? Problems.json(HttpStatus.OK, now) : Problems.unavailable(now);
        });
    }

    @Get(uris = {"/schemas/ids/{id}", "/api/v1/schemas/ids/{id}"})
    CompletableFuture<HttpResponse<byte[]>> schema(@PathVariable String id) {
        return answers.now(() -> {
            Schema schema = id.matches("\\d{1,9}") ? Wire.SCHEMAS.get(Integer.parseInt(id)) : null;
            if (schema == null) {
                String known = String.join(
                        ", ",
                        Wire.SCHEMAS.keySet().stream()
                                .sorted()
                                .map(String::valueOf)
                                .toList());
                throw new Refusal(
                        404,
                        ErrorCode.BAD_REQUEST,
                        "There is no schema with this id; there are %s.".formatted(known),
                        List.of());
            }
            return Problems.json(HttpStatus.OK, new Views.SchemaText(schema.toString()));
        });
    }

    /** The page that the {@code type} of a problem names. */
    @Get("/problems/{code}")
    @Produces("text/plain")
    HttpResponse<String> problem(@PathVariable String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(each -> each.id().equals(code))
                .findFirst()
                .map(each -> HttpResponse.ok(
                        "%s %s (%s)%n%n%s%n".formatted(each.id(), each.name(), each.kind(), each.meaning())))
                .orElseGet(
                        () -> HttpResponse.<String>status(HttpStatus.NOT_FOUND).body("There is no such code.\n"));
    }
}
