package io.orbit.api.http;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.List;

/** A request that is not granted, with the HTTP status that says so. */
final class Refusal extends OrbitException {
    private final int status;

    @SuppressWarnings("serial") // never serialised
    private final List<Problem.Fault> faults;

    Refusal(int status, ErrorCode code, String message, List<Problem.Fault> faults) {
        super(code, message);
        this.status = status;
        this.faults = List.copyOf(faults);
    }

    /** 400: the request itself is not understood. */
    static Refusal badRequest(String message) {
        return new Refusal(400, ErrorCode.BAD_REQUEST, message, List.of());
    }

    int status() {
        return status;
    }

    List<Problem.Fault> faults() {
        return faults;
    }
}
