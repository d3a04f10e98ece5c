package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Dialect;
import io.orbit.connectors.sql.Encoding;
import io.orbit.connectors.sql.LoadJob;
import io.orbit.connectors.sql.Place;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.Row;

/** Puts rows into a table: through LOAD DATA where the server takes it, else through INSERTs of many rows. */
final class RowWriter {
    /** The driver asks for this file and gets the stream; another name it would not serve. */
    private static final String LOAD = "LOAD DATA LOCAL INFILE 'orbit-rows' INTO TABLE ";

    private static final int INSERT_CHARACTERS = 1 << 18;

    private final Connection connection;
    private final LoadJob job;
    private final Place place;

    RowWriter(Connection connection, LoadJob job, Place place) {
        this.connection = connection;
        this.job = job;
        this.place = place;
    }

    /** True when the server takes LOAD DATA LOCAL. */
    static boolean bulk(Connection connection) throws SQLException {
        return number(connection, "SELECT @@GLOBAL.local_infile") == 1;
    }

    /**
     * @param table as SQL, with the columns of the target
     * @return how many rows the server took
     * @throws OrbitException BAD_ROW
     */
    long write(String table, Iterator<Row> rows) throws SQLException {
        return bulk(connection) ? load(table, rows) : insert(table, rows);
    }

    private long load(String table, Iterator<Row> rows) throws SQLException {
        RowStream stream = new RowStream(rows, job.encodings());
        long taken;
        try (Statement statement = connection.createStatement()) {
            statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(stream);
            taken = statement.executeLargeUpdate(LOAD + table + " CHARACTER SET utf8mb4 " + fields());
        }
        long sent = stream.sent();
        refuseWarnings();
        if (taken != sent) {
            throw new OrbitException(
                    ErrorCode.BAD_ROW,
                    "%s took %d of %d rows and did not say why. Look at the table's triggers and partitions."
                            .formatted(place, taken, sent));
        }
        return taken;
    }

    /**
     * In LOAD DATA LOCAL the server changes or leaves out what it does not take, in strict mode too, and only warns. Notes
     * are switched off in our sessions, so that any warning is one of these.
     */
    private void refuseWarnings() throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet warning = ask.executeQuery("SHOW WARNINGS LIMIT 1")) {
            if (warning.next()) {
                throw MysqlErrors.badRow(warning.getInt(2), warning.getString(3), place);
            }
        }
    }

    /** Bytes come as hexadecimal digits, bits and years as a number. */
    private String fields() {
        StringJoiner fields = new StringJoiner(", ", "(", ")");
        List<String> computed = new ArrayList<>();
        for (int at = 0; at < job.columns().size(); at++) {
            String column = Dialect.MYSQL.quoted(job.columns().get(at));
            String computation = computation(at);
            if (computation.isEmpty()) {
                fields.add(column);
            } else {
                fields.add("@orbit_" + at);
                computed.add(column + " = " + computation.formatted("@orbit_" + at));
            }
        }
        return computed.isEmpty() ? fields.toString() : fields + " SET " + String.join(", ", computed);
    }

    private String computation(int at) {
        if (job.encodings().get(at) == Encoding.BYTES) {
            return "UNHEX(%s)";
        }
        return counted(at) ? "CAST(%s AS UNSIGNED)" : "";
    }

    /** True where a text of digits is not what its number is: bits would be those of the digits, and year '0' is 2000. */
    private boolean counted(int at) {
        String type = String.valueOf(job.target().types().get(job.columns().get(at)));
        return type.startsWith("bit") || type.startsWith("year");
    }

    private long insert(String table, Iterator<Row> rows) throws SQLException {
        long packet = number(connection, "SELECT @@max_allowed_packet");
        // A character is at most three bytes, or four in two.
        long most = Math.min(INSERT_CHARACTERS, packet / 4);
        String head = "INSERT INTO " + table + " (" + job.columnList() + ") VALUES ";
        StringBuilder sql = new StringBuilder();
        long taken = 0;
        try (Statement statement = connection.createStatement()) {
            while (rows.hasNext()) {
                sql.append(sql.length() == 0 ? head : ", ");
                add(sql, rows.next());
                if (sql.length() >= most || !rows.hasNext()) {
                    taken += statement.executeLargeUpdate(sql.toString());
                    sql.setLength(0);
                }
            }
        }
        return taken;
    }

    private void add(StringBuilder sql, Row row) {
        for (int at = 0; at < job.encodings().size(); at++) {
            sql.append(at == 0 ? '(' : ',');
            Encoding encoding = job.encodings().get(at);
            if (counted(at) && encoding != Encoding.BYTES) {
                RowText.literal(sql.append("CAST("), row, at, encoding);
                sql.append(" AS UNSIGNED)");
            } else {
                RowText.literal(sql, row, at, encoding);
            }
        }
        sql.append(')');
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
