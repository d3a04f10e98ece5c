package io.orbit.schemas.json;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;

/** Text that is not acceptable JSON. Has no cause on purpose: a parser's own message may quote the text. */
public final class JsonFault extends OrbitException {
    private final Place place;
    private final String reason;

    public JsonFault(ErrorCode code, Place place, String message) {
        super(code, message);
        this.place = place;
        this.reason = message;
    }

    /** The message, which is never null here. */
    public String reason() {
        return reason;
    }

    public Place place() {
        return place;
    }
}
