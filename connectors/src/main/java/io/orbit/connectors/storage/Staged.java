package io.orbit.connectors.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Rows that are written but not visible.
 *
 * @param rows as the committed tasks counted them
 * @param files an entry of the decision for each, with {@code to}, where it will be, and {@code bytes}
 */
public record Staged(long rows, List<JsonNode> files) {
    public Staged {
        files = List.copyOf(files);
    }

    long bytes() {
        return files.stream().mapToLong(file -> file.path("bytes").asLong()).sum();
    }
}
