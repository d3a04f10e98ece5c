package io.orbit.control.topology;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose state a folder holds. State of one cluster beside the log of another would be a mixture of both. */
final class StateOwner {
    private static final String NOTE = "cluster-id";

    private StateOwner() {}

    /**
     * Takes a new folder for the cluster.
     *
     * @throws OrbitException DATA_DIRECTORY_FOREIGN when it is another cluster's
     */
    static void claim(Path stateDir, String clusterId) {
        Path note = stateDir.resolve(NOTE);
        try {
            Files.createDirectories(stateDir);
            if (!Files.exists(note)) {
                Files.writeString(note, clusterId);
            }
            String owner = Files.readString(note).strip();
            if (!owner.equals(clusterId)) {
                throw new OrbitException(
                        ErrorCode.DATA_DIRECTORY_FOREIGN,
                        "The state in '%s' is that of cluster %s, and the brokers are cluster %s. Name another folder, or delete this one: it is rebuilt from the log."
                                .formatted(stateDir, owner, clusterId));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The state folder '" + stateDir + "' cannot be used.", e);
        }
    }
}
