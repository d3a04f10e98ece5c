package io.orbit.connectors.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions that split a source into ranges of one column, of equal width between its least and greatest value. */
public final class Ranges {
    private static final int MOST = 1000;

    /** What a server knows of the source. */
    public interface Splitter {
        /** The only column of the table's primary key; null when it has several, or none. */
        @Nullable
        String primaryKey(String table) throws SQLException;

        /** True when the column is read and of a type that can be split. */
        boolean splits(String column) throws SQLException;

        /**
         * @param parts from 1
         * @return at most {@code parts - 1} different bounds as SQL, growing; none when no row has a value
         */
        List<String> bounds(String column, int parts) throws SQLException;
    }

    /**
     * @param column that splits; empty when nothing is split
     * @param bounds of which each begins a further part
     */
    public record Split(String column, List<String> bounds) {
        /** How many parts there are. */
        public int parts() {
            return bounds.size() + 1;
        }

        /**
         * One per part; none when the source is not split.
         *
         * @param name what the column is called where they stand, as SQL
         */
        public String[] conditions(String name) {
            return Ranges.conditions(name, bounds).toArray(String[]::new);
        }
    }

    private Ranges() {}

    /**
     * @param parallel how many tasks run at once
     * @throws OrbitException PARAMETER_INVALID
     */
    public static Split of(SqlRead with, Splitter splitter, int parallel) throws SQLException {
        SqlRead.Partition wanted = with.partition();
        if (wanted == null || wanted.strategy() == SqlRead.Strategy.NONE) {
            return new Split("", List.of());
        }
        int parts = parts(wanted.numPartitions(), parallel);
        String column = wanted.column() != null ? wanted.column() : primaryKey(with, splitter);
        if (column == null || !splitter.splits(column)) {
            if (wanted.column() != null) {
                throw new OrbitException(
                        ErrorCode.PARAMETER_INVALID,
                        "partition.column '%s' must be read and of an integer, numeric, date or timestamp type."
                                .formatted(wanted.column()));
            }
            return new Split("", List.of());
        }
        return new Split(column, splitter.bounds(column, parts));
    }

    private static int parts(JsonNode wanted, int parallel) {
        if (wanted.asText().equals("auto")) {
            return parallel;
        }
        if (!wanted.canConvertToInt() || wanted.intValue() < 1 || wanted.intValue() > MOST) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID, "partition.numPartitions must be 'auto' or from 1 to " + MOST + ".");
        }
        return wanted.intValue();
    }

    private static @Nullable String primaryKey(SqlRead with, Splitter splitter) throws SQLException {
        if (with.table() == null) {
            return null;
        }
        String column = splitter.primaryKey(with.table());
        boolean read = with.columns().isEmpty() || with.columns().contains(String.valueOf(column));
        return read ? column : null;
    }

    private static List<String> conditions(String name, List<String> bounds) {
        if (bounds.isEmpty()) {
            return List.of();
        }
        List<String> conditions = new ArrayList<>();
        for (int part = 0; part <= bounds.size(); part++) {
            String from = part == 0 ? "" : name + " >= " + bounds.get(part - 1);
            String to = part == bounds.size() ? "" : name + " < " + bounds.get(part);
            conditions.add(
                    part == 0 ? "(" + to + " OR " + name + " IS NULL)" : to.isEmpty() ? from : from + " AND " + to);
        }
        return conditions;
    }
}
