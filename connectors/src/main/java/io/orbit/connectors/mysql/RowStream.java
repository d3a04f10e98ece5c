package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Encoding;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows as the file that LOAD DATA reads, made as it is read; holds no more than one buffer of them. */
final class RowStream extends InputStream {
    private static final int FILL_TO = 1 << 16;

    private final Iterator<Row> rows;
    private final List<Encoding> encodings;
    private final StringBuilder text = new StringBuilder(FILL_TO + 1024);
    private byte[] bytes = new byte[0];
    private int at;
    private long count;
    private @Nullable RuntimeException failure;

    RowStream(Iterator<Row> rows, List<Encoding> encodings) {
        this.rows = rows;
        this.encodings = encodings;
    }

    /**
     * How many rows were sent.
     *
     * @throws RuntimeException what the rows failed with; to the server their failure was the end
     */
    long sent() {
        if (failure != null) {
            throw failure;
        }
        return count;
    }

    @Override
    public int read() {
        return more() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int part = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, part);
        at += part;
        return part;
    }

    private boolean more() {
        if (at < bytes.length) {
            return true;
        }
        try {
            while (text.length() < FILL_TO && failure == null && rows.hasNext()) {
                add(rows.next());
            }
        } catch (RuntimeException e) {
            // Thrown through the driver it would leave the session in the middle of a message.
            failure = e;
            return false;
        }
        bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        at = 0;
        return bytes.length > 0;
    }

    private void add(Row row) {
        for (int column = 0; column < encodings.size(); column++) {
            if (column > 0) {
                text.append('\t');
            }
            RowText.field(text, row, column, encodings.get(column));
        }
        text.append('\n');
        count++;
    }
}
