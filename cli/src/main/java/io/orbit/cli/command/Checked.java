package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.http.Json;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.pipeline.Bundle;
import io.orbit.schemas.pipeline.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file and what was found in it.
 *
 * @param bundle the definition with every {@code $ref} expanded; null when it could not be read
 * @param pipeline {@code namespace.name}; empty when there are problems
 */
record Checked(String file, @Nullable Bundle bundle, String pipeline, List<Problem> problems) {
    boolean valid() {
        return problems.isEmpty();
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("file", file).put("valid", valid());
        if (valid()) {
            json.put("pipeline", pipeline);
        }
        ArrayNode list = json.putArray("problems");
        for (Problem problem : problems) {
            list.addObject()
                    .put("code", problem.code().id())
                    .put("file", problem.file())
                    .put("line", problem.line())
                    .put("column", problem.column())
                    .put("pointer", problem.pointer())
                    .put("message", problem.message())
                    .put("hint", problem.hint());
        }
        return json;
    }

    /** The same definition with what a server found in it, at the places where that stands in our files. */
    Checked refused(Iterable<JsonNode> errors) {
        List<Problem> found = new ArrayList<>();
        for (JsonNode error : errors) {
            String pointer = error.path("pointer").asText("");
            Place place = bundle == null ? Place.UNKNOWN : bundle.place(pointer);
            found.add(new Problem(
                    code(error.path("code").asText("")),
                    place.file().isEmpty() ? file : place.file(),
                    place.line(),
                    place.column(),
                    pointer,
                    error.path("message").asText(""),
                    error.path("hint").asText("")));
        }
        return new Checked(file, bundle, pipeline, found);
    }

    /** A code that this version does not know says at least that the definition is wrong. */
    private static ErrorCode code(String id) {
        return Stream.of(ErrorCode.values())
                .filter(code -> code.id().equals(id))
                .findFirst()
                .orElse(ErrorCode.DEFINITION_INVALID);
    }

    /** One line per problem: {@code file:line:column  CODE  pointer  message  (hint)}. */
    List<String> lines() {
        return problems.stream().map(Checked::line).toList();
    }

    private static String line(Problem problem) {
        String place = problem.file() + (problem.line() > 0 ? ":" + problem.line() + ":" + problem.column() : "");
        return place + "  " + problem.code().id()
                + (problem.pointer().isEmpty() ? "" : " " + problem.pointer())
                + "  " + problem.message()
                + (problem.hint().isEmpty() ? "" : "  (" + problem.hint() + ")");
    }
}
