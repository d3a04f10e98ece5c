package io.orbit.connectors.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts a file if it is absent: whole or not at all, and only the first writer wins, whichever process it is in. */
public final class WriteOnce {
    private WriteOnce() {}

    /**
     * @param target its folder is made
     * @return false when the file was there already; it is left as it was
     */
    public static boolean put(Path target, byte[] content) throws IOException {
        Files.createDirectories(target.getParent());
        Path whole = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            Files.write(whole, content);
            // A link, not a rename: rename(2) would silently replace what another writer has put there.
            Files.createLink(target, whole);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(whole);
        }
    }
}
