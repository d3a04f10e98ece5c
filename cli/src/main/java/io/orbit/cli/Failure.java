package io.orbit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Ends a command: with an exit code, and with a problem in the shape of RFC 9457 that says what failed and what to do. */
public final class Failure extends RuntimeException {
    private final Exit exit;
    private final ObjectNode problem;

    public Failure(Exit exit, ErrorCode code, String detail) {
        this(exit, problem(code.id(), code.meaning(), detail), null);
    }

    /** @param problem with at least {@code detail}; {@code code} and {@code errors} are shown when present */
    public Failure(Exit exit, ObjectNode problem, @Nullable Throwable cause) {
        super(problem.path("detail").asText(""), cause);
        this.exit = exit;
        this.problem = problem.put("exit", exit.code());
    }

    /** What the user typed cannot be understood. */
    public static Failure usage(String detail) {
        return new Failure(Exit.USAGE, ErrorCode.COMMAND_LINE_INVALID, detail);
    }

    /** A defect of this command. */
    public static Failure unforeseen(Throwable cause) {
        String detail = "The command itself failed: " + cause + " (all of it with -v).";
        return new Failure(Exit.ERROR, problem(ErrorCode.INTERNAL.id(), ErrorCode.INTERNAL.meaning(), detail), cause);
    }

    static ObjectNode problem(String code, String title, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "/problems/" + code)
                .put("title", title)
                .put("detail", detail)
                .put("code", code);
    }

    public Exit exit() {
        return exit;
    }

    public ObjectNode problem() {
        return problem;
    }

    /** The code as in {@code ORB-1102}; empty when the server gave none. */
    public String code() {
        return problem.path("code").asText("");
    }

    /** What went wrong, without what to do about it. */
    public String reason() {
        JsonNode detail = problem.path("detail");
        return problem.path("reason").asText(detail.asText(""));
    }

    /** The failure, whose detail ends in what to do about {@code reason}, its beginning. */
    public Failure because(String reason) {
        problem.put("reason", reason);
        return this;
    }

    /** The same failure, told with a hint that only the caller knows. */
    public Failure with(String detail) {
        return new Failure(exit, problem.deepCopy().put("detail", detail), this);
    }

    /** Each problem of a rejected definition: {@code pointer, message, hint, line}. */
    public Iterable<JsonNode> errors() {
        return problem.path("errors");
    }
}
