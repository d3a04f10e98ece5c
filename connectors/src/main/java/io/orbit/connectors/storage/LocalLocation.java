package io.orbit.connectors.storage;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** On a file system of this machine, or one that all runners share. */
public record LocalLocation(Path place) implements Location {
    @Override
    public String path() {
        return place.toString();
    }

    @Override
    public Map<String, String> options() {
        return Map.of();
    }

    @Override
    public Place folder(SparkSession session) {
        return new LocalPlace(place);
    }

    @Override
    public String toString() {
        return path();
    }
}
