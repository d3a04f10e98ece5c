package io.orbit.connectors.postgres;

import io.orbit.connectors.sql.Place;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's error states mean for a pipeline. The server's words are left out where they may quote data. */
public final class SqlStates {
    /** The end of {@code COPY orders, line 3, column amount: "abc"}. */
    private static final Pattern IN_COPY = Pattern.compile("^COPY [^,]+, line (\\d+)(?:, column ([^:]+))?");

    private SqlStates() {}

    /** For a failure that reached the engine from within a read. */
    public static OrbitException whileReading(SQLException failure) {
        return failure(failure, Place.UNKNOWN);
    }

    static OrbitException failure(SQLException failure, Place place) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String words = words(failure);
        if (state.startsWith("28") || (state.equals("08004") && words.contains("password"))) {
            return new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "%s refused the login with the credential '%s' (SQLSTATE %s). Check its username and password."
                            .formatted(place, place.credential(), state));
        }
        if (state.equals("42501")) {
            return failed(ErrorCode.ACCESS_DENIED, place, "refused it", failure, "Grant it to the credential's user.");
        }
        if (state.equals("42P01") || state.equals("3D000") || state.equals("3F000")) {
            return failed(ErrorCode.SOURCE_NOT_FOUND, place, "lacks it", failure, "Correct the name, or create it.");
        }
        if (state.startsWith("08") || state.startsWith("57P0") || state.startsWith("53") || state.startsWith("58")) {
            return failed(unreachable(place), place, "did not answer as it should", failure, "");
        }
        if (state.equals("57014")) {
            return failed(ErrorCode.STEP_TIMEOUT, place, "stopped a statement", failure, "See 'statementTimeoutSec'.");
        }
        if (state.equals("25006")) {
            return readOnly(failure, place);
        }
        if (state.equals("40001") || state.equals("40P01") || state.equals("55P03")) {
            ErrorCode code = place.sink() ? ErrorCode.SINK_CONFLICT : ErrorCode.SOURCE_UNREACHABLE;
            return failed(code, place, "was busy with another transaction", failure, "");
        }
        if (state.equals("21000") && place.sink()) {
            return new OrbitException(
                    ErrorCode.BAD_ROW, "several rows have the same keys. Put UserMethods.deduplicate before the load.");
        }
        if (state.startsWith("22") || state.startsWith("23")) {
            return badRow(failure, place, state);
        }
        if (state.equals("42P10")) {
            return failed(
                    ErrorCode.PARAMETER_INVALID,
                    place,
                    "cannot upsert",
                    failure,
                    "The columns in 'keys' need a unique index or primary key over exactly them.");
        }
        if (state.equals("42703") || state.equals("42804") || state.equals("428C9")) {
            return failed(ErrorCode.SCHEMA_MISMATCH, place, "has other columns", failure, "");
        }
        if (state.startsWith("42")) {
            return failed(ErrorCode.PARAMETER_INVALID, place, "cannot run the SQL", failure, "");
        }
        return failed(ErrorCode.METHOD_FAILED, place, "failed", failure, "");
    }

    private static OrbitException readOnly(SQLException failure, Place place) {
        return place.sink()
                ? failed(
                        ErrorCode.SINK_UNREACHABLE,
                        place,
                        "takes no writes now",
                        failure,
                        "Connect to the primary, not to a standby.")
                : failed(
                        ErrorCode.PARAMETER_INVALID,
                        place,
                        "was asked to write by a read",
                        failure,
                        "Read with plain SELECTs, or say 'readOnly': false.");
    }

    private static OrbitException badRow(SQLException failure, Place place, String state) {
        ServerErrorMessage server = server(failure);
        StringBuilder what = new StringBuilder("a row holds a value that ").append(place);
        what.append(place.sink() ? " does not take" : " cannot compute with").append(" (SQLSTATE ");
        what.append(state);
        if (server != null) {
            add(what, "table", server.getTable());
            add(what, "constraint", server.getConstraint());
            Matcher copy = IN_COPY.matcher(server.getWhere() == null ? "" : server.getWhere());
            boolean inCopy = copy.find();
            add(what, "column", inCopy && copy.group(2) != null ? copy.group(2) : server.getColumn());
            add(what, "row", inCopy ? copy.group(1) : null);
        }
        // No cause: its message quotes the row.
        return new OrbitException(
                ErrorCode.BAD_ROW,
                what.append("). Correct the data, or filter such rows out.").toString());
    }

    private static void add(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(", ").append(name).append(' ').append(value);
        }
    }

    private static ErrorCode unreachable(Place place) {
        return place.sink() ? ErrorCode.SINK_UNREACHABLE : ErrorCode.SOURCE_UNREACHABLE;
    }

    private static OrbitException failed(
            ErrorCode code, Place place, String happened, SQLException failure, String remedy) {
        String text = "%s %s: %s (SQLSTATE %s). %s"
                .formatted(place, happened, words(failure), failure.getSQLState(), remedy)
                .strip();
        return new OrbitException(code, text, failure);
    }

    /** The server's own sentence, without the detail that may quote a row. */
    private static String words(SQLException failure) {
        ServerErrorMessage server = server(failure);
        String text = server == null ? failure.getMessage() : server.getMessage();
        return String.valueOf(text).lines().findFirst().orElse("").replaceFirst("\\.+$", "");
    }

    private static @Nullable ServerErrorMessage server(SQLException failure) {
        return failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
    }
}
