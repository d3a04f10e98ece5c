package io.orbit.connectors.delta;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * Delta's log on a local or shared file system, safe with several processes. Delta's own store looks whether a commit
 * exists and then renames onto it; in between, the commit of another process can appear and would be replaced in silence.
 * A hard link is made or refused in one step.
 */
public final class LinkLogStore extends HadoopFileSystemLogStore {
    /** Called by Delta. */
    public LinkLogStore(Configuration hadoopConf) {
        super(hadoopConf);
    }

    /** @throws FileAlreadyExistsException when the file exists and must not be overwritten: another writer was faster */
    @Override
    public void write(
            org.apache.hadoop.fs.Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoopConf)
            throws IOException {
        Path target = Path.of(path.toUri().getPath());
        // In front of all commits by name, so that listing the log from a version on does not meet it.
        Path whole = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        StringBuilder content = new StringBuilder();
        actions.forEachRemaining(action -> content.append(action).append('\n'));
        Files.writeString(whole, content, StandardCharsets.UTF_8);
        try {
            if (overwrite) {
                Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.createLink(target, whole);
            }
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    @Override
    public Boolean isPartialWriteVisible(org.apache.hadoop.fs.Path path, Configuration hadoopConf) {
        return false;
    }
}
