package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder in which Spark remembers how far a stream was read; and in it, who works on it. An attempt that begins takes
 * the next turn, and the one before stops when it sees that. The numbers of turns grow over all runs, unlike fences, which
 * each run counts by itself; so a sink can tell from the turn which of two attempts on one micro-batch is the newer.
 */
final class Checkpoint {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern TURN = Pattern.compile("turn-(\\d{1,18})\\.json");

    private final Path folder;
    private final Path turns;
    private final boolean fresh;
    private final long turn;

    private Checkpoint(Path folder, Path turns, boolean fresh, long turn) {
        this.folder = folder;
        this.turns = turns;
        this.fresh = fresh;
        this.turn = turn;
    }

    /**
     * Takes the next turn.
     *
     * @param source what the stream reads
     * @throws OrbitException PARAMETER_INVALID when the folder belongs to another stream; SINK_FENCED when a newer attempt
     *     of this run works on it
     */
    static Checkpoint take(Path folder, SegmentRequest segment, String source) throws IOException {
        Path own = folder.resolve("_orbit");
        Path owner = own.resolve("source.txt");
        String text = "pipeline '%s', %s".formatted(segment.pipeline(), source);
        if (!WriteOnce.put(owner, text.getBytes(StandardCharsets.UTF_8))
                && !Files.readString(owner).equals(text)) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    ("the checkpoint %s is of %s, and not of %s. Name another folder in execution.checkpoint, or delete"
                                    + " this one to begin anew.")
                            .formatted(folder, Files.readString(owner), text));
        }
        long turn = newest(own) + 1;
        while (!taken(own, turn, segment)) {
            turn++;
        }
        Path offsets = folder.resolve("offsets");
        boolean fresh = !Files.isDirectory(offsets) || empty(offsets);
        return new Checkpoint(folder, own, fresh, turn);
    }

    /** True when no micro-batch of the stream was begun before. */
    boolean fresh() {
        return fresh;
    }

    long turn() {
        return turn;
    }

    Path folder() {
        return folder;
    }

    /** @throws OrbitException SINK_FENCED when another attempt has taken a turn since */
    void check() throws IOException {
        if (newest(turns) > turn) {
            throw fenced(turns);
        }
    }

    /** True when Spark will not do the micro-batch again. */
    boolean committed(long batch) {
        return Files.exists(folder.resolve("commits").resolve(Long.toString(batch)));
    }

    private static boolean taken(Path own, long turn, SegmentRequest segment) throws IOException {
        Path before = file(own, turn - 1);
        if (Files.exists(before)) {
            JsonNode other = JSON.readTree(before.toFile());
            boolean newer = other.path("run").asText().equals(segment.runId())
                    && other.path("fence").asLong() > segment.fence();
            if (newer) {
                throw fenced(own);
            }
        }
        byte[] content = JSON.writeValueAsBytes(
                JSON.createObjectNode().put("run", segment.runId()).put("fence", segment.fence()));
        if (!WriteOnce.put(file(own, turn), content)) {
            return false;
        }
        Files.deleteIfExists(before);
        return true;
    }

    private static long newest(Path own) throws IOException {
        try (Stream<Path> files = Files.list(own)) {
            return files.map(file -> TURN.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private static Path file(Path own, long turn) {
        return own.resolve("turn-%d.json".formatted(turn));
    }

    private static boolean empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.noneMatch(file -> !file.getFileName().toString().startsWith("."));
        }
    }

    private static OrbitException fenced(Path turns) {
        return new OrbitException(
                ErrorCode.SINK_FENCED,
                "another attempt has taken over the stream, as %s says; this one stops.".formatted(turns));
    }
}
