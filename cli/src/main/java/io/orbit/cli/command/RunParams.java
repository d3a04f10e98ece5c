package io.orbit.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a run, from a file and from the command line, in the types that the pipeline declares. */
final class RunParams {
    private final Session session;
    private final String pipeline;

    RunParams(Session session, String pipeline) {
        this.session = session;
        this.pipeline = pipeline;
    }

    ObjectNode read(@Nullable String file, Map<String, String> given) {
        ObjectNode params = file == null ? Json.object() : object(file);
        if (!given.isEmpty()) {
            JsonNode declared = declared();
            given.forEach((name, text) -> params.set(
                    name, typed(text, declared.path(name).path("type").asText(""))));
        }
        return params;
    }

    private ObjectNode object(String file) {
        Path path = session.console().file(file);
        try {
            byte[] bytes =
                    file.equals("-") ? session.console().streams().in().readAllBytes() : Files.readAllBytes(path);
            if (Json.MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new Failure(
                    Exit.INVALID,
                    ErrorCode.PARAMETER_INVALID,
                    file + " must hold one JSON object, such as {\"day\": 1}.");
        } catch (JsonProcessingException e) {
            throw new Failure(
                    Exit.INVALID,
                    ErrorCode.DEFINITION_NOT_JSON,
                    "%s is not JSON: %s (line %d, column %d)."
                            .formatted(
                                    file,
                                    e.getOriginalMessage(),
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new Failure(Exit.INVALID, ErrorCode.FILE_NOT_FOUND, "The file " + path + " cannot be read.");
        }
    }

    private JsonNode declared() {
        try {
            return session.client()
                    .get(Call.to("pipelines", pipeline))
                    .path("definition")
                    .path("params");
        } catch (Failure failure) {
            throw failure.exit() == Exit.NOT_FOUND ? RunCommand.unknown(session, pipeline, failure) : failure;
        }
    }

    /** The text in the declared type; as text where it does not fit, so that the server says what is wrong. */
    private static JsonNode typed(String text, String type) {
        return switch (type) {
            case "integer", "number" -> number(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? BooleanNode.valueOf(text.equals("true"))
                        : TextNode.valueOf(text);
            default -> TextNode.valueOf(text);
        };
    }

    private static JsonNode number(String text) {
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(text);
        }
    }
}
