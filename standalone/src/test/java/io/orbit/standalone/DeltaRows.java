package io.orbit.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Reads Delta tables and Parquet folders without Spark, so that what Spark wrote is seen by other eyes. */
final class DeltaRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeltaRows() {}

    /** The values of a column in the newest version of the table, as text, sorted. */
    static List<String> column(Path table, String column) throws IOException {
        return rows(files(table)).stream()
                .map(row -> row.getValueToString(row.getType().getFieldIndex(column), 0))
                .sorted()
                .toList();
    }

    /** How many rows the newest version of the table has. */
    static int count(Path table) throws IOException {
        return rows(files(table)).size();
    }

    /** How many rows lie in the folder's Parquet files, at any depth. */
    static int countParquet(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return rows(files.filter(file -> file.toString().endsWith(".parquet"))
                            .toList())
                    .size();
        }
    }

    /** The files that the log of the table has added and not removed again. */
    private static List<Path> files(Path table) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path commit : commits(table)) {
            for (String line : Files.readAllLines(commit)) {
                JsonNode action = JSON.readTree(line);
                if (action.has("add")) {
                    files.add(file(table, action.path("add")));
                } else if (action.has("remove")) {
                    files.remove(file(table, action.path("remove")));
                }
            }
        }
        return List.copyOf(files);
    }

    private static List<Path> commits(Path table) throws IOException {
        try (Stream<Path> log = Files.list(table.resolve("_delta_log"))) {
            return log.filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
                    .sorted()
                    .toList();
        }
    }

    /** Paths in the log are relative URIs. */
    private static Path file(Path table, JsonNode action) {
        return table.resolve(URI.create(action.path("path").asText()).getPath());
    }

    private static List<Group> rows(List<Path> files) throws IOException {
        List<Group> rows = new ArrayList<>();
        for (Path file : files) {
            try (ParquetReader<Group> reader = ParquetReader.builder(
                            new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                    .build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
