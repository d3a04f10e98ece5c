package io.orbit.schemas.json;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;

/** Text that is not acceptable JSON. Has no cause on purpose: a parser's own message may quote the text. */
public final class JsonFault extends OrbitException {
    private final Place place;

    public JsonFault(ErrorCode code, Place place, String message) {
        super(code, message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
