package io.orbit.connectors.s3;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log in a bucket, safe with several drivers. Delta's own store for S3 looks whether a commit exists and then puts
 * it, which is safe within one JVM only; here the server refuses the second.
 *
 * <p>A commit holds an id of its own, so that one whose answer got lost is known again by its content.
 */
public final class PutLogStore extends HadoopFileSystemLogStore {
    /** Called by Delta. */
    public PutLogStore(Configuration hadoopConf) {
        super(hadoopConf);
    }

    /** @throws FileAlreadyExistsException when the file exists and must not be overwritten: another writer was faster */
    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration conf) throws IOException {
        StringBuilder content = new StringBuilder();
        actions.forEachRemaining(action -> content.append(action).append('\n'));
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        if (overwrite) {
            S3Put.always(path, bytes, conf);
        } else if (!S3Put.ifAbsent(path, bytes, conf)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    /** An object is there whole or not at all. */
    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration conf) {
        return false;
    }
}
