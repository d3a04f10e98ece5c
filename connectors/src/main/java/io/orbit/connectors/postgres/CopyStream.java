package io.orbit.connectors.postgres;

import io.orbit.connectors.sql.Encoding;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows through COPY as they come; holds no more than one buffer of them. */
final class CopyStream {
    private static final int FLUSH_AT = 1 << 16;
    private static final HexFormat HEX = HexFormat.of();

    private final CopyIn copy;
    private final List<Encoding> encodings;
    private final String tail;
    private final StringBuilder buffer = new StringBuilder(FLUSH_AT + 1024);

    private CopyStream(CopyIn copy, List<Encoding> encodings, String tail) {
        this.copy = copy;
        this.encodings = encodings;
        this.tail = tail;
    }

    /**
     * @param into table and column list
     * @param tail ends each row: further columns, encoded, each after a tab
     * @return how many rows the server took
     */
    static long copy(Connection connection, String into, Iterator<Row> rows, List<Encoding> encodings, String tail)
            throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + into + " FROM STDIN");
        try {
            return new CopyStream(copy, encodings, tail).send(rows);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private long send(Iterator<Row> rows) throws SQLException {
        while (rows.hasNext()) {
            add(rows.next());
            if (buffer.length() >= FLUSH_AT) {
                flush();
            }
        }
        flush();
        return copy.endCopy();
    }

    private void flush() throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }

    private void add(Row row) {
        for (int at = 0; at < encodings.size(); at++) {
            if (at > 0) {
                buffer.append('\t');
            }
            if (row.isNullAt(at)) {
                buffer.append("\\N");
                continue;
            }
            switch (encodings.get(at)) {
                case PLAIN -> buffer.append(row.get(at));
                case TEXT -> text(row.getString(at));
                case BYTES -> {
                    buffer.append("\\\\x");
                    HEX.formatHex(buffer, row.<byte[]>getAs(at));
                }
                case MICROS -> micros(row.getLong(at));
                case ARRAY -> text(array(row.getList(at)));
            }
        }
        buffer.append(tail).append('\n');
    }

    private void text(String value) {
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            switch (c) {
                case '\\' -> buffer.append("\\\\");
                case '\n' -> buffer.append("\\n");
                case '\r' -> buffer.append("\\r");
                case '\t' -> buffer.append("\\t");
                default -> buffer.append(c);
            }
        }
    }

    private void micros(long value) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.EPOCH.plus(value, ChronoUnit.MICROS), ZoneOffset.UTC);
        boolean before = time.getYear() < 1;
        // The year 0 of Java is 1 BC.
        LocalDateTime shown = before ? time.withYear(1 - time.getYear()) : time;
        String text = shown.toString();
        buffer.append(text.charAt(0) == '+' ? text.substring(1) : text).append('Z');
        if (before) {
            buffer.append(" BC");
        }
    }

    private static String array(List<@Nullable String> values) {
        StringBuilder text = new StringBuilder("{");
        for (String value : values) {
            if (text.length() > 1) {
                text.append(',');
            }
            if (value == null) {
                text.append("NULL");
            } else {
                text.append('"')
                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return text.append('}').toString();
    }
}
