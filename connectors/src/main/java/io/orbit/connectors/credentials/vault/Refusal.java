package io.orbit.connectors.credentials.vault;

/** Vault did not do what was asked. Has no cause: the driver's exceptions quote answers, and those may hold secrets. */
final class Refusal extends Exception {
    /** No answer came, or none that can be understood. */
    static final int NO_ANSWER = 0;

    private final int status;

    /** @param why in words that continue "Vault …" */
    Refusal(int status, String why) {
        super(why);
        this.status = status;
    }

    static Refusal answered(int status) {
        return new Refusal(status, words(status));
    }

    /** Of the answer; {@link #NO_ANSWER} when there was none. */
    int status() {
        return status;
    }

    /** True when the same request may succeed later without anybody doing anything about the request. */
    boolean mayPass() {
        return switch (status) {
            case 408, 412, 429, 472, 473 -> true;
            default -> status < 400 || status >= 500;
        };
    }

    private static String words(int status) {
        return switch (status) {
            case 307, 308 ->
                "is a standby and points elsewhere (%d); use the address of the active one".formatted(status);
            case 400 -> "does not understand the request (400)";
            case 403 -> "says that permission is denied (403)";
            case 404 -> "knows no such path (404)";
            case 429 -> "takes no more requests for now (429)";
            case 472, 473 -> "is a standby (%d)".formatted(status);
            case 503 -> "is sealed or in maintenance (503)";
            default -> "answered %d".formatted(status);
        };
    }
}
