package io.orbit.connectors.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts an {@link Outbox} into batches: the same ones each time. One batch is in memory at a time. */
final class Batches implements AutoCloseable {
    private final Iterator<Path> files;
    private final int mostRows;
    private final long mostBytes;
    private @Nullable BufferedReader reader;
    private @Nullable String ahead;
    private int number;
    private long before;

    /**
     * @param number from 1
     * @param first number of its first row, from 1
     * @param rows JSON objects
     */
    record Batch(int number, long first, List<String> rows) {
        Batch {
            rows = List.copyOf(rows);
        }

        long last() {
            return first + rows.size() - 1;
        }
    }

    /** @param mostBytes of rows; a larger row has a batch of its own */
    Batches(Outbox outbox, int mostRows, long mostBytes) throws IOException {
        this.files = outbox.files().iterator();
        this.mostRows = mostRows;
        this.mostBytes = mostBytes;
        this.ahead = line();
    }

    /** The next batch; null when there is none. */
    @Nullable
    Batch next() throws IOException {
        List<String> rows = new ArrayList<>();
        long bytes = 0;
        while (ahead != null && rows.size() < mostRows) {
            long size = ahead.getBytes(StandardCharsets.UTF_8).length;
            if (!rows.isEmpty() && bytes + size > mostBytes) {
                break;
            }
            rows.add(ahead);
            bytes += size;
            ahead = line();
        }
        if (rows.isEmpty()) {
            return null;
        }
        Batch batch = new Batch(++number, before + 1, rows);
        before += rows.size();
        return batch;
    }

    private @Nullable String line() throws IOException {
        while (true) {
            String line = reader == null ? null : reader.readLine();
            if (line != null) {
                return line;
            }
            close();
            if (!files.hasNext()) {
                return null;
            }
            reader = Files.newBufferedReader(files.next());
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
