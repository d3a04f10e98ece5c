package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which loads decide about a folder: decision n is the file {@code _orbit/_turns/n.json}, put if absent. Who
 * finds its number taken publishes what was decided there, looks at the folder anew, and tries the next number. So no
 * decision overlooks files that an earlier one has put there, however many loads run at once, and one that crashed after
 * its decision is finished by the next.
 */
final class Turns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Path turns;
    private final Path begun;
    private final String run;
    private final String load;
    private long next;

    /** @param load tells the loads of a run apart */
    Turns(Path folder, String run, String load) {
        this.folder = folder;
        this.turns = folder.resolve("_orbit").resolve("_turns");
        this.begun = folder.resolve("_orbit").resolve(run).resolve(load + ".begun");
        this.run = run;
        this.load = load;
    }

    /**
     * Finishes what others have decided.
     *
     * @return what an earlier attempt of this load has decided, if one has
     */
    Optional<byte[]> begin() throws IOException {
        long newest = newest();
        WriteOnce.put(begun, Long.toString(newest).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long from = Long.parseLong(Files.readString(begun));
        for (long turn = newest; turn > from; turn--) {
            byte[] decision = Files.readAllBytes(file(turn));
            if (own(JSON.readTree(decision))) {
                return Optional.of(decision);
            }
        }
        if (newest > 0) {
            Publication.publish(folder, JSON.readTree(file(newest).toFile()));
        }
        next = newest + 1;
        return Optional.empty();
    }

    /**
     * Tries to make {@code decision} the next one.
     *
     * @return the decision of this load, this one or that of another attempt; null when the turn went to another load: look
     *     at the folder anew and try again
     */
    byte @Nullable [] take(byte[] decision) throws IOException {
        if (WriteOnce.put(file(next), decision)) {
            return decision;
        }
        byte[] taken = Files.readAllBytes(file(next));
        JsonNode other = JSON.readTree(taken);
        if (own(other)) {
            return taken;
        }
        Publication.publish(folder, other);
        next++;
        return null;
    }

    private boolean own(JsonNode decision) {
        return decision.path("run").asText().equals(run)
                && decision.path("load").asText().equals(load);
    }

    private Path file(long turn) {
        return turns.resolve("%012d.json".formatted(turn));
    }

    private long newest() throws IOException {
        if (!Files.isDirectory(turns)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(turns)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{12}\\.json"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, 12)))
                    .max()
                    .orElse(0);
        }
    }
}
