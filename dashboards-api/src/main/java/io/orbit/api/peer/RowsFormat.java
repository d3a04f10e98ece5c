package io.orbit.api.peer;

import io.orbit.control.topology.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows as bytes: how many (4 bytes), then for each the length (4 bytes) and bytes of its key, and of its value. */
public final class RowsFormat {
    private RowsFormat() {}

    public static byte[] encode(List<Row> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(rows.size());
            for (Row row : rows) {
                byte[] key = row.key().getBytes(StandardCharsets.UTF_8);
                out.writeInt(key.length);
                out.write(key);
                out.writeInt(row.value().length);
                out.write(row.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when the bytes are not what {@link #encode} gives */
    public static List<Row> decode(byte[] bytes) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int left = in.readInt(); left > 0; left--) {
                rows.add(new Row(new String(part(in), StandardCharsets.UTF_8), part(in)));
            }
        }
        return rows;
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("A part of %d bytes in an answer of %d.".formatted(length, in.available()));
        }
        return in.readNBytes(length);
    }
}
