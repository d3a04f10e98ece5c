package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order in which loads decide about a folder: decision n is the file {@code _orbit/_turns/n.json}, put if absent. Who
 * finds its number taken publishes what was decided there, looks at the folder anew, and tries the next number. So no
 * decision overlooks files that an earlier one has put there, however many loads run at once, and one that crashed after
 * its decision is finished by the next.
 */
final class Turns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String TURNS = "_orbit/_turns";

    private final Place folder;
    private final String begun;
    private final String run;
    private final String load;
    private long next;

    /** @param load tells the loads of a run apart */
    Turns(Place folder, String run, String load) {
        this.folder = folder;
        this.begun = "_orbit/" + run + "/" + load + ".begun";
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
        folder.put(begun, Long.toString(newest).getBytes(StandardCharsets.UTF_8));
        long from = Long.parseLong(new String(read(begun), StandardCharsets.UTF_8));
        for (long turn = newest; turn > from; turn--) {
            byte[] decision = read(file(turn));
            if (own(JSON.readTree(decision))) {
                return Optional.of(decision);
            }
        }
        if (newest > 0) {
            folder.publish(JSON.readTree(read(file(newest))));
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
        if (folder.put(file(next), decision)) {
            return decision;
        }
        byte[] taken = read(file(next));
        JsonNode other = JSON.readTree(taken);
        if (own(other)) {
            return taken;
        }
        folder.publish(other);
        next++;
        return null;
    }

    private boolean own(JsonNode decision) {
        return decision.path("run").asText().equals(run)
                && decision.path("load").asText().equals(load);
    }

    private static String file(long turn) {
        return TURNS + "/%012d.json".formatted(turn);
    }

    private byte[] read(String name) throws IOException {
        return folder.read(name)
                .orElseThrow(() -> new FileNotFoundException(folder.path() + "/" + name + " was taken away."));
    }

    private long newest() throws IOException {
        return folder.names(TURNS).stream()
                .filter(name -> name.matches("\\d{12}\\.json"))
                .mapToLong(name -> Long.parseLong(name.substring(0, 12)))
                .max()
                .orElse(0);
    }
}
