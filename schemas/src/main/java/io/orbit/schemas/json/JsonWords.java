package io.orbit.schemas.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.orbit.schemas.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the parser says, in our words: its own may quote the text, and the text may hold a secret. */
final class JsonWords {
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);
    private static final Pattern CHARACTER = Pattern.compile("\\(code (\\d+)");

    private JsonWords() {}

    static Place place(@Nullable JsonLocation location, String file) {
        return location == null || location.getLineNr() < 1
                ? new Place(file, 1, 1)
                : new Place(file, location.getLineNr(), Math.max(1, location.getColumnNr()));
    }

    static JsonFault fault(JsonProcessingException e, String file, String text) {
        Place at = place(e.getLocation(), file);
        if (e instanceof StreamConstraintsException) {
            return new JsonFault(ErrorCode.DEFINITION_TOO_LARGE, at, limit(e.getOriginalMessage()));
        }
        if (e instanceof JsonEOFException) {
            return new JsonFault(
                    ErrorCode.DEFINITION_NOT_JSON,
                    end(text, file),
                    "The text ends too early: a bracket, a brace or a quote is not closed.");
        }
        String said = e.getOriginalMessage();
        Matcher duplicate = DUPLICATE.matcher(said);
        if (duplicate.find()) {
            return new JsonFault(
                    ErrorCode.DUPLICATE_FIELD,
                    at,
                    "The field '%s' is there twice in one object.".formatted(Shown.text(duplicate.group(1))));
        }
        return new JsonFault(ErrorCode.DEFINITION_NOT_JSON, at, "This is not JSON: " + reason(said));
    }

    /** Why the bytes cannot be the UTF-8 that is asked for, by their first ones; empty when they may be. */
    static String foreignEncoding(byte[] bytes) {
        int first = bytes.length > 0 ? bytes[0] & 0xff : -1;
        int second = bytes.length > 1 ? bytes[1] & 0xff : -1;
        if (first == 0xef && second == 0xbb) {
            return "The text begins with a byte order mark; save the file as UTF-8 without BOM.";
        }
        if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff) || first == 0 || second == 0) {
            return "The text looks like UTF-16 or UTF-32; save the file as UTF-8.";
        }
        return "";
    }

    static Place firstBadByte(byte[] bytes, String file) {
        CharBuffer good = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        decoder.decode(ByteBuffer.wrap(bytes), good, true);
        return end(good.flip().toString(), file);
    }

    private static Place end(String text, String file) {
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        return new Place(file, line, text.length() - text.lastIndexOf('\n'));
    }

    private static String limit(String said) {
        if (said.contains("depth")) {
            return "Objects and arrays are nested deeper than %d levels.".formatted(StrictJson.MAX_DEPTH);
        }
        if (said.contains("Number")) {
            return "A number has more than %d digits.".formatted(StrictJson.MAX_DIGITS);
        }
        return said.contains("Name") || said.contains("name")
                ? "A field name has more than %d characters.".formatted(StrictJson.MAX_NAME)
                : "A string has more than %,d characters.".formatted(StrictJson.MAX_STRING);
    }

    private static String reason(String said) {
        if (said.startsWith("Unrecognized token")) {
            return "strings stand in double quotes, and the only bare words are true, false and null.";
        }
        Matcher character = CHARACTER.matcher(said);
        String found = character.find() ? Shown.character(Integer.parseInt(character.group(1))) : "what is here";
        if (said.contains("comment")) {
            return "JSON has no comments.";
        }
        if (said.contains("to start field name") || said.contains("for field name")) {
            return "a field name in double quotes is expected here, not " + found + ".";
        }
        if (said.contains("to separate field name and value")) {
            return "a colon is expected after the field name, not " + found + ".";
        }
        if (said.contains("comma to separate")) {
            return "a comma or the closing bracket is expected here, not " + found + ".";
        }
        return said.contains("expected a valid value")
                ? "a value is expected here, not " + found + "."
                : "a number, an escape or a control character in a string is malformed here.";
    }
}
