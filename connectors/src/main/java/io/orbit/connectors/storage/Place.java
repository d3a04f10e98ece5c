package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A folder that loads write into. Names are relative to it, with {@code /} between their parts. Every method may be
 * called by many runners at once.
 */
public interface Place {
    /** As Spark takes it. */
    String path();

    /** The content of a small file; empty when there is none. */
    Optional<byte[]> read(String name) throws IOException;

    /**
     * Puts a small file if it is absent: whole or not at all, and only the first writer wins, whichever process it is in.
     *
     * @return false when a file with another content was there already; it is left as it was
     * @throws IOException also when it cannot be known whether the file is there now
     */
    boolean put(String name, byte[] content) throws IOException;

    /** Names of the files directly in a folder, without its own; none when it does not exist. */
    List<String> names(String folder) throws IOException;

    /** All data files, as Spark sees them, sorted; none when the folder does not exist. */
    List<String> dataFiles() throws IOException;

    /** Writes rows so that no reader sees them. */
    Staged stage(StagedLoad load) throws IOException;

    /** Takes away what was staged; it must be certain that no decision names it. */
    void discard(StagedLoad load, Staged staged) throws IOException;

    /**
     * Makes what a decision names visible, and takes away what it removes, as far as that is not done; whoever does it,
     * and how many at once.
     *
     * @throws io.orbit.schemas.OrbitException INPUT_MISSING when staged data was destroyed from outside
     */
    void publish(JsonNode decision) throws IOException;
}
