package io.orbit.connectors.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaLog;

/** Looks commits up in a table's log. */
final class DeltaCommits {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How far the clocks of two runners may be apart. */
    private static final Duration CLOCK_MARGIN = Duration.ofHours(1);

    private DeltaCommits() {}

    /**
     * @param version of the table after it
     * @param metrics as Delta counted them, e.g. {@code numOutputRows}; values are text
     */
    record Commit(long version, JsonNode metrics) {
        /** @return -1 when Delta did not count it */
        long metric(String name) {
            return metrics.path(name).asLong(-1);
        }
    }

    /**
     * The newest commit that carries {@code key} as its user metadata.
     *
     * @param from version to start at, going back
     * @param since no commit older than this is of interest
     * @return empty when there is none, or its log file has been cleaned away
     */
    static Optional<Commit> find(DeltaLog table, String key, long from, Instant since) throws IOException {
        for (long version = from; version >= 0; version--) {
            Path file = new Path(table.logPath(), "%020d.json".formatted(version));
            JsonNode info;
            try {
                info = commitInfo(file, table.newDeltaHadoopConf());
            } catch (FileNotFoundException e) {
                // Delta cleans its log from the old end: nothing older is there either.
                return Optional.empty();
            }
            if (info.path("userMetadata").asText().equals(key)) {
                return Optional.of(new Commit(version, info.path("operationMetrics")));
            }
            Instant at = Instant.ofEpochMilli(info.path("timestamp").asLong());
            if (at.isBefore(since.minus(CLOCK_MARGIN))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static JsonNode commitInfo(Path file, Configuration conf) throws IOException {
        try (BufferedReader actions = new BufferedReader(
                new InputStreamReader(file.getFileSystem(conf).open(file), StandardCharsets.UTF_8))) {
            for (String action = actions.readLine(); action != null; action = actions.readLine()) {
                JsonNode info = JSON.readTree(action).path("commitInfo");
                if (!info.isMissingNode()) {
                    return info;
                }
            }
        }
        return JSON.missingNode();
    }
}
