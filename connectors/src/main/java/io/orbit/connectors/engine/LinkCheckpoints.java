package io.orbit.connectors.engine;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager;

/**
 * The files of a stream's checkpoint on a local or shared file system, safe with several processes. Spark's own way looks
 * whether a file exists and then renames onto it; in between, the file of another process can appear and would be
 * replaced in silence. A hard link is made or refused in one step, so of two attempts on one checkpoint one notices.
 */
public final class LinkCheckpoints extends FileSystemBasedCheckpointFileManager {
    /** Called by Spark. */
    public LinkCheckpoints(Path path, Configuration hadoopConf) {
        super(path, hadoopConf);
    }

    @Override
    public void renameTempFile(Path from, Path to, boolean overwrite) {
        if (overwrite || !isLocal()) {
            super.renameTempFile(from, to, overwrite);
            return;
        }
        java.nio.file.Path whole = java.nio.file.Path.of(from.toUri().getPath());
        try {
            Files.createLink(java.nio.file.Path.of(to.toUri().getPath()), whole);
            Files.delete(whole);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw thrown(new FileAlreadyExistsException(to + " exists: another attempt was faster."));
        } catch (IOException e) {
            throw thrown(e);
        }
    }

    /** Spark, written in Scala, expects checked exceptions that it does not declare. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // That is the way to throw them from Java.
    private static <E extends Throwable> RuntimeException thrown(Throwable e) throws E {
        throw (E) e;
    }
}
