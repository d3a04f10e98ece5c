package io.orbit.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a house: one process at a time, and deleted at the end when it is ephemeral. */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final boolean ephemeral;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, boolean ephemeral, FileChannel channel, FileLock lock) {
        this.path = path;
        this.ephemeral = ephemeral;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, or a new temporary one.
     *
     * @param wanted null for a temporary one, which {@link #close} deletes
     * @throws OrbitException DATA_DIRECTORY_FOREIGN when another process has it
     */
    public static DataDirectory open(@Nullable Path wanted) {
        try {
            Path path = wanted == null ? Files.createTempDirectory("orbit") : wanted.toAbsolutePath();
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new OrbitException(
                        ErrorCode.DATA_DIRECTORY_FOREIGN,
                        "'%s' is in use by another Orbit process. Stop it, or name another folder with --data."
                                .formatted(path));
            }
            // Read by log4j2.xml when the first logger is made, which is later than this.
            System.setProperty("orbit.logs", path.resolve("logs").toString());
            return new DataDirectory(path, wanted == null, channel, lock);
        } catch (IOException e) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "'%s' cannot be used as data directory (%s). Name a folder that can be written to with --data."
                            .formatted(wanted, e),
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /** Leaves a note for clients on this machine: where the server and the brokers are. */
    public void announce(String url, String bootstrap) {
        Path note = path.resolve("dev.json");
        Path beside = path.resolve("dev.json.new");
        try {
            byte[] json = new ObjectMapper().writeValueAsBytes(Map.of("url", url, "bootstrap", bootstrap));
            Files.write(beside, json);
            Files.move(beside, note, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The note '" + note + "' cannot be written.", e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("dev.json"));
            lock.release();
            channel.close();
            if (ephemeral) {
                delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("'" + path + "' cannot be given back.", e);
        }
    }

    private static void delete(Path path) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(path)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
