package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows that a read asks for, as SQL of checked parts.
 *
 * @param from what stands after FROM
 * @param where empty, or {@code WHERE} with all conditions
 */
public record Source(String from, String where) {
    /** @throws OrbitException PARAMETER_INVALID */
    public static Source of(Dialect dialect, SqlRead with) {
        Set<String> used = new HashSet<>();
        String from = from(dialect, with, used);
        List<String> conditions = new ArrayList<>();
        if (with.where() != null) {
            conditions.add("(" + SqlBinds.render(dialect, with.where(), "where", with.binds(), used) + "\n)");
        }
        if (with.pin() != null) {
            String bound = SqlBinds.literal(dialect, "pin.upper", with.pin().upper());
            conditions.add(dialect.quoted(with.pin().column()) + " <= " + bound);
        }
        Set<String> unused = new TreeSet<>(with.binds().keySet());
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "binds %s occur neither in 'query' nor in 'where'.".formatted(unused));
        }
        return new Source(from, conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /**
     * The SELECT in brackets, with a name, as it may stand after FROM.
     *
     * @param columns expressions
     */
    public String rows(String columns) {
        return "(" + select(columns) + ") AS orbit_rows";
    }

    /** The SELECT. */
    public String select(String columns) {
        return "SELECT " + columns + " FROM " + from + where;
    }

    private static String from(Dialect dialect, SqlRead with, Set<String> used) {
        if (with.table() != null && with.query() == null) {
            return dialect.table(with.table());
        }
        if (with.query() != null && with.table() == null) {
            // The line break ends a comment that the text may end with.
            return "(" + SqlBinds.render(dialect, with.query(), "query", with.binds(), used) + "\n) AS orbit_query";
        }
        throw new OrbitException(ErrorCode.PARAMETER_INVALID, "say either 'table' or 'query'.");
    }
}
