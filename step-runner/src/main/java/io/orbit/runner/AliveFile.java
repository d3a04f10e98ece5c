package io.orbit.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file whose age says how long ago the brokers took a heartbeat; it holds that time for people. What it says is no part of
 * the runner's work: when it cannot be written, the runner goes on and the log says so.
 */
final class AliveFile {
    private static final Logger log = LoggerFactory.getLogger(AliveFile.class);

    private final @Nullable Path file;

    /** @param file null for none; its folder is made when it is missing */
    AliveFile(@Nullable Path file) {
        this.file = file;
    }

    void touch() {
        if (file == null) {
            return;
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, Instant.now() + System.lineSeparator());
        } catch (IOException e) {
            log.warn("the file '{}', which says that this runner lives, cannot be written: {}", file, e.toString());
        }
    }

    /** A runner that has said good-bye must not look alive for as long as the file is young. */
    void delete() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("the file '{}', which says that this runner lives, cannot be deleted: {}", file, e.toString());
        }
    }
}
