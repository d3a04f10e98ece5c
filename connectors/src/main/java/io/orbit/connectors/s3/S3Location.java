package io.orbit.connectors.s3;

import io.orbit.connectors.storage.Location;
import io.orbit.connectors.storage.Place;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** In a bucket, with the settings of a connection. */
final class S3Location implements Location {
    private final S3Path place;
    private final Map<String, String> settings;

    S3Location(S3Path place, Map<String, String> settings) {
        this.place = place;
        this.settings = Map.copyOf(settings);
    }

    @Override
    public String path() {
        return place.toString();
    }

    @Override
    public Map<String, String> options() {
        return settings;
    }

    @Override
    public Place folder(SparkSession session) throws IOException {
        return new S3Folder(new Path(path()), settings, hadoop(session));
    }

    @Override
    public String toString() {
        return path();
    }
}
