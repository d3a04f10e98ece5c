package io.orbit.runner;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A number that grows with every start of a runner, so that what an earlier life says can be told apart. */
final class Epoch {
    private Epoch() {}

    /**
     * The epoch of this start: the clock in ms, or one more than the last start's where the clock has gone back.
     *
     * @param workDir where the last one is kept; created when missing; null keeps none
     * @throws OrbitException CONFIGURATION_INVALID when the folder cannot be used
     */
    static long next(@Nullable Path workDir, String runner, Clock clock) {
        if (workDir == null) {
            return clock.millis();
        }
        Path file = workDir.resolve("runner-" + runner + ".epoch");
        try {
            Files.createDirectories(workDir);
            long epoch = Math.max(previous(file) + 1, clock.millis());
            write(file, epoch);
            return epoch;
        } catch (IOException e) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "The runner's work directory '%s' cannot be used (%s). Make it writable or name another."
                            .formatted(workDir, e),
                    e);
        }
    }

    private static long previous(Path file) throws IOException {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "'%s' does not hold a number. Delete it; the next epoch then comes from the clock.".formatted(file),
                    e);
        }
    }

    /** A temporary file and a rename, so that a crash leaves the old number or the new one. */
    private static void write(Path file, long epoch) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, Long.toString(epoch));
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
