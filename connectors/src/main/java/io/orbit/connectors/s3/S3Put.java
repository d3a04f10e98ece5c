package io.orbit.connectors.s3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.AWSServiceIOException;

/** Small objects, read and put in one request each. */
final class S3Put {
    private static final int CONFLICT = 409;
    private static final int MOST_TRIES = 5;

    private S3Put() {}

    /**
     * Puts an object if it is absent; the server decides who is first.
     *
     * <p>An answer can get lost, and then the client's second request is refused because of its first. So a refusal or an
     * error is no answer yet: what is there now is.
     *
     * @return false when an object with another content was there already; it is left as it was
     * @throws IOException also when it cannot be known whether the object is there now
     */
    static boolean ifAbsent(Path file, byte[] content, Configuration conf) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                putIfAbsent(file, content, conf);
                return true;
            } catch (IOException e) {
                Optional<byte[]> there = readAfter(e, file, conf);
                if (there.isPresent()) {
                    return Arrays.equals(there.get(), content);
                }
                if (tries == MOST_TRIES || !collided(e)) {
                    throw e;
                }
            }
        }
    }

    private static void putIfAbsent(Path file, byte[] content, Configuration conf) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder =
                file.getFileSystem(conf).createFile(file).recursive().overwrite(true);
        builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
        try (FSDataOutputStream out = builder.build()) {
            out.write(content);
        }
    }

    private static Optional<byte[]> readAfter(IOException failure, Path file, Configuration conf) throws IOException {
        try {
            return read(file, conf);
        } catch (IOException unknown) {
            failure.addSuppressed(unknown);
            throw failure;
        }
    }

    /** Two puts met at the server, which has done neither. */
    private static boolean collided(IOException failure) {
        return failure instanceof AWSServiceIOException refused && refused.statusCode() == CONFLICT;
    }

    /** Puts an object, whatever is there. */
    static void always(Path file, byte[] content, Configuration conf) throws IOException {
        try (FSDataOutputStream out = file.getFileSystem(conf).create(file, true)) {
            out.write(content);
        }
    }

    /** All of an object; empty when there is none. */
    static Optional<byte[]> read(Path file, Configuration conf) throws IOException {
        try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }
}
