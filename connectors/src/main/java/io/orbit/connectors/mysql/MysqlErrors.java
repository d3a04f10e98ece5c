package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Place;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What MySQL's and MariaDB's error numbers mean for a pipeline. The server's words are left out where they may quote data. */
public final class MysqlErrors {
    static final int NO_SUCH_THREAD = 1094;
    static final int NO_SUCH_TABLE = 1146;

    private static final Set<Integer> LOGIN = Set.of(1045, 1698, 1251, 1130, 1862, 3118, 4151);
    private static final Set<Integer> GRANT = Set.of(1044, 1095, 1142, 1143, 1227, 1370, 1410, 3879);
    private static final Set<Integer> ABSENT = Set.of(NO_SUCH_TABLE, 1049, 1051, 1109);
    /** Another transaction was in the way; trying again may help. */
    private static final Set<Integer> BUSY = Set.of(1205, 1213, 1020);

    private static final Set<Integer> TIMEOUT = Set.of(3024, 1969);
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836);
    /** Too many connections, out of memory or disk, going down, session killed, line broken. */
    private static final Set<Integer> DOWN = Set.of(
            3, 1021, 1037, 1038, 1040, 1041, 1053, 1114, 1129, 1158, 1159, 1160, 1161, 1203, 1226, 1317, 1927, 4031);

    private static final Set<Integer> ROW = Set.of(
            1048, 1062, 1153, 1263, 1264, 1265, 1292, 1300, 1364, 1365, 1366, 1367, 1406, 1411, 1441, 1451, 1452, 1525,
            1586, 1690, 3140, 3156, 3157, 3819, 4025);
    private static final Set<Integer> COLUMNS = Set.of(1054, 1060, 1110, 1136, 1166, 1906, 3105);

    /** {@code … for column 'name' at row 2}, {@code … for key 'people.PRIMARY'}; MariaDB has backticks and more names. */
    private static final Pattern COLUMN = Pattern.compile("[Cc]olumn '([^']+)'|[Cc]olumn `[^ ]*`\\.`([^`]+)`");

    private static final Pattern KEY = Pattern.compile("for key '([^']+)'|CONSTRAINT [`']([^`']+)[`']");
    private static final Pattern AT_ROW = Pattern.compile("at row (\\d+)");
    private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

    private MysqlErrors() {}

    /** For a failure that reached the engine from within a read. */
    public static OrbitException whileReading(SQLException failure) {
        return failure(failure, Place.UNKNOWN);
    }

    static boolean busy(SQLException failure) {
        return BUSY.contains(failure.getErrorCode());
    }

    static OrbitException failure(SQLException failure, Place place) {
        int code = failure.getErrorCode();
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (LOGIN.contains(code) || (code == 0 && state.startsWith("28"))) {
            return new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "%s refused the login with the credential '%s' (error %d). Check its username and password."
                            .formatted(place, place.credential(), code));
        }
        if (GRANT.contains(code)) {
            return failed(ErrorCode.ACCESS_DENIED, place, "refused it", failure, "Grant it to the credential's user.");
        }
        if (ABSENT.contains(code)) {
            return failed(ErrorCode.SOURCE_NOT_FOUND, place, "lacks it", failure, "Correct the name, or create it.");
        }
        if (BUSY.contains(code)) {
            ErrorCode busy = place.sink() ? ErrorCode.SINK_CONFLICT : ErrorCode.SOURCE_UNREACHABLE;
            return failed(busy, place, "was busy with another transaction", failure, "");
        }
        if (READ_ONLY.contains(code)) {
            return readOnly(failure, place);
        }
        if (TIMEOUT.contains(code)) {
            return failed(
                    ErrorCode.STEP_TIMEOUT, place, "stopped a statement", failure, "The server's limit is set so.");
        }
        if (DOWN.contains(code) || state.startsWith("08")) {
            return failed(unreachable(place), place, "did not answer as it should", failure, "");
        }
        if (ROW.contains(code) || state.startsWith("22") || state.startsWith("23")) {
            return badRow(code, String.valueOf(failure.getMessage()), place);
        }
        if (COLUMNS.contains(code)) {
            return failed(ErrorCode.SCHEMA_MISMATCH, place, "has other columns", failure, "");
        }
        if (state.startsWith("42")) {
            return failed(ErrorCode.PARAMETER_INVALID, place, "cannot run the SQL", failure, "");
        }
        return failed(ErrorCode.METHOD_FAILED, place, "failed", failure, "");
    }

    /**
     * For an error, or a warning of LOAD DATA, about a row.
     *
     * @param message the server's, which quotes the row: only names and the row's number are taken from it
     */
    static OrbitException badRow(int code, String message, Place place) {
        StringBuilder what = new StringBuilder("a row holds a value that ").append(place);
        what.append(place.sink() ? " does not take" : " cannot compute with").append(" (error ");
        what.append(code);
        add(what, "column", COLUMN.matcher(message));
        add(what, "key", KEY.matcher(message));
        add(what, "row", AT_ROW.matcher(message));
        // No cause: its message quotes the row.
        return new OrbitException(
                ErrorCode.BAD_ROW,
                what.append("). Correct the data, or filter such rows out.").toString());
    }

    private static void add(StringBuilder text, String name, Matcher found) {
        if (found.find()) {
            boolean second = found.groupCount() > 1 && found.group(1) == null;
            text.append(", ").append(name).append(' ').append(found.group(second ? 2 : 1));
        }
    }

    private static OrbitException readOnly(SQLException failure, Place place) {
        return place.sink()
                ? failed(
                        ErrorCode.SINK_UNREACHABLE,
                        place,
                        "takes no writes now",
                        failure,
                        "Connect to the primary, not to a replica.")
                : failed(
                        ErrorCode.PARAMETER_INVALID,
                        place,
                        "was asked to write by a read",
                        failure,
                        "Read with plain SELECTs.");
    }

    private static ErrorCode unreachable(Place place) {
        return place.sink() ? ErrorCode.SINK_UNREACHABLE : ErrorCode.SOURCE_UNREACHABLE;
    }

    private static OrbitException failed(
            ErrorCode code, Place place, String happened, SQLException failure, String remedy) {
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String words = CONNECTION.matcher(first).replaceFirst("").replaceFirst("\\.+$", "");
        String text = "%s %s: %s (error %d). %s".formatted(place, happened, words, failure.getErrorCode(), remedy);
        return new OrbitException(code, text.strip(), failure);
    }
}
