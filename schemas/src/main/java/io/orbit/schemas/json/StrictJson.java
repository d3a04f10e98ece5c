package io.orbit.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259, UTF-8, no byte order mark) and refuses what is too large, too deep, repeated or left over. No
 * input can exhaust stack or heap. Every method throws only {@link JsonFault}: {@link ErrorCode#DEFINITION_NOT_JSON},
 * {@link ErrorCode#DEFINITION_TOO_LARGE} or {@link ErrorCode#DUPLICATE_FIELD}.
 */
public final class StrictJson {
    public static final int MAX_BYTES = 1 << 20;
    public static final int MAX_DEPTH = 50;
    public static final int MAX_STRING = 256 << 10;
    public static final int MAX_NAME = 256;
    public static final int MAX_DIGITS = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final String file;

    private StrictJson(JsonParser parser, String file) {
        this.parser = parser;
        this.file = file;
    }

    /** @param file names the text in places; may be empty */
    public static Sourced parse(byte[] bytes, String file) {
        Place start = new Place(file, 1, 1);
        if (bytes.length > MAX_BYTES) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_TOO_LARGE,
                    start,
                    "The text has %,d bytes; %,d are allowed.".formatted(bytes.length, MAX_BYTES));
        }
        String encoding = JsonWords.foreignEncoding(bytes);
        if (!encoding.isEmpty()) {
            throw new JsonFault(ErrorCode.DEFINITION_NOT_JSON, start, encoding);
        }
        try {
            return parse(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    file);
        } catch (CharacterCodingException e) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_NOT_JSON,
                    JsonWords.firstBadByte(bytes, file),
                    "The text is not valid UTF-8; save the file as UTF-8.");
        }
    }

    /** @param file names the text in places; may be empty */
    public static Sourced parse(String text, String file) {
        // Cheap test first: a text of that many characters has at least as many bytes.
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new JsonFault(
                    ErrorCode.DEFINITION_TOO_LARGE,
                    new Place(file, 1, 1),
                    "The text is larger than %,d bytes.".formatted(MAX_BYTES));
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new StrictJson(parser, file).document();
        } catch (JsonProcessingException e) {
            throw JsonWords.fault(e, file, text);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail.", e);
        }
    }

    /** The value alone, without places. */
    public static JsonNode tree(String text) {
        return parse(text, "").toJson(new LinkedHashMap<>());
    }

    private Sourced document() throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonFault(ErrorCode.DEFINITION_NOT_JSON, new Place(file, 1, 1), "The text is empty.");
        }
        Sourced value = value(here());
        if (more()) {
            throw new JsonFault(ErrorCode.DEFINITION_NOT_JSON, here(), "Something follows the end of the JSON value.");
        }
        return value;
    }

    private boolean more() throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (JsonProcessingException e) {
            return true; // there is more, and it is not even JSON
        }
    }

    private Sourced value(Place place) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(place);
            case START_ARRAY -> array(place);
            case VALUE_STRING -> new Sourced.Leaf(TextNode.valueOf(parser.getText()), place);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new Sourced.Leaf(JsonNumbers.parse(parser.getText(), here()), place);
            case VALUE_TRUE -> new Sourced.Leaf(BooleanNode.TRUE, place);
            case VALUE_FALSE -> new Sourced.Leaf(BooleanNode.FALSE, place);
            case VALUE_NULL -> new Sourced.Leaf(NullNode.instance, place);
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new JsonFault(ErrorCode.DEFINITION_NOT_JSON, here(), "A value is missing.");
        };
    }

    private Sourced object(Place place) throws IOException {
        Map<String, Sourced> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Place at = here();
            parser.nextToken();
            fields.put(name, value(at));
        }
        return Sourced.Fields.of(fields, place);
    }

    private Sourced array(Place place) throws IOException {
        List<Sourced> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(here()));
        }
        return Sourced.Items.of(items, place);
    }

    private Place here() {
        return JsonWords.place(parser.currentTokenLocation(), file);
    }
}
