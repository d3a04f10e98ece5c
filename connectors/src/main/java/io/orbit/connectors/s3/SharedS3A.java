package io.orbit.connectors.s3;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * What Spark gets for an s3a path: light, so that it may be made for every file, in front of a client that all with the same
 * settings share. Hadoop's own cache looks at bucket and user only, and would hand the keys of one run to another; without
 * it, every file would open a client that nobody closes.
 */
public final class SharedS3A extends FilterFileSystem {
    /** Called by Hadoop. */
    public SharedS3A() {}

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        fs = S3Clients.open(name, conf);
        super.initialize(name, conf);
    }

    @Override
    public String getScheme() {
        return "s3a";
    }

    /** Works in one request a thousand files; the inherited one asks for each folder. */
    @Override
    public RemoteIterator<LocatedFileStatus> listFiles(Path folder, boolean recursive) throws IOException {
        return fs.listFiles(folder, recursive);
    }

    /** Leaves the client to the others. */
    @Override
    public void close() {
        // Nothing here is its own.
    }

    S3AFileSystem client() {
        return (S3AFileSystem) fs;
    }

    /** The client for a path with these settings. */
    static S3AFileSystem client(Path path, Configuration conf) throws IOException {
        FileSystem system = path.getFileSystem(conf);
        if (system instanceof SharedS3A shared) {
            return shared.client();
        }
        throw new IOException(path + " was opened without the settings of a connection.");
    }
}
