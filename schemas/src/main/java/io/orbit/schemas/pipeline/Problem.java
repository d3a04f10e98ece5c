package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Place;

/**
 * One fault of a definition, for people. Never holds a value that looks like a secret.
 *
 * @param file as a person would name it; empty for text that came from no file
 * @param line from 1; 0 when no place is known
 * @param column from 1; 0 when no place is known
 * @param pointer JSON pointer into the definition, every {@code $ref} expanded; empty for the whole
 * @param message what is wrong
 * @param hint what was probably meant, or what to do; may be empty
 */
public record Problem(ErrorCode code, String file, int line, int column, String pointer, String message, String hint) {

    static Problem at(Place place, ErrorCode code, String pointer, String message, String hint) {
        return new Problem(code, place.file(), place.line(), place.column(), pointer, message, hint);
    }

    /** One line, e.g. {@code flights.json:3:5: ORB-1005 There is no field 'retires' here. Did you mean 'retry'?}. */
    public String text() {
        String place = new Place(file, line, column).toString();
        return (place.isEmpty() ? "" : place + ": ") + code.id() + ' ' + message + (hint.isEmpty() ? "" : ' ' + hint);
    }
}
