package io.orbit.connectors.light;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.connectors.http.Answer;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;

/** What a service answered, as a part of a step's result. */
final class Answers {
    /** As many as a result may have. */
    static final int MOST_BYTES = 10 * 1024 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Answers() {}

    /**
     * The body parsed when it is JSON, else its text.
     *
     * @param what begins the message, e.g. {@code GET https://…}
     * @throws OrbitException RESULT_TOO_LARGE
     */
    static JsonNode parsed(String what, Answer answer) {
        if (answer.cut() && answer.good()) {
            throw new OrbitException(
                    ErrorCode.RESULT_TOO_LARGE, "%s answered more than %,d bytes.".formatted(what, MOST_BYTES));
        }
        try {
            JsonNode json = JSON.readTree(answer.text());
            return json.isMissingNode() ? TextNode.valueOf("") : json;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(answer.text());
        }
    }
}
