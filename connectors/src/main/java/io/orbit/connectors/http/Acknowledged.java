package io.orbit.connectors.http;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a load has come, written down as it goes: a file per attempt, a line per batch that the service took. Batches are
 * sent in order, so the highest number says that all up to it were taken. A line that a crash has cut off does not count;
 * that batch is sent again with its own key.
 */
final class Acknowledged implements AutoCloseable {
    private final Path folder;
    private final long fence;
    private final int upTo;
    private final BufferedWriter lines;

    private Acknowledged(Path folder, long fence, int upTo, BufferedWriter lines) {
        this.folder = folder;
        this.fence = fence;
        this.upTo = upTo;
        this.lines = lines;
    }

    /** What earlier attempts have written down; from here on they are stopped by {@link #checkFence}. */
    static Acknowledged open(StepScope scope) throws IOException {
        Path folder = scope.folder().resolve("sent");
        Files.createDirectories(folder);
        int upTo = 0;
        for (Path file : files(folder)) {
            upTo = Math.max(upTo, newest(file));
        }
        Path own = folder.resolve(Long.toString(scope.fence()));
        // Not the end of an older file of the same attempt: its last line may be half a one.
        BufferedWriter lines = Files.newBufferedWriter(own);
        if (upTo > 0) {
            lines.write(upTo + "\n");
            lines.flush();
        }
        return new Acknowledged(folder, scope.fence(), upTo, lines);
    }

    /** Number of the last batch that was taken before; 0 for none. */
    int upTo() {
        return upTo;
    }

    /** @throws OrbitException SINK_FENCED when a newer attempt has begun */
    void checkFence() throws IOException {
        for (Path file : files(folder)) {
            long other = Long.parseLong(file.getFileName().toString());
            if (other > fence) {
                throw new OrbitException(
                        ErrorCode.SINK_FENCED,
                        "a newer attempt (fence %d) has taken over the load; this one has fence %d."
                                .formatted(other, fence));
            }
        }
    }

    void add(int batch) throws IOException {
        lines.write(batch + "\n");
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static int newest(Path file) throws IOException {
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().mapToInt(Integer::parseInt).max().orElse(0);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .toList();
        }
    }
}
