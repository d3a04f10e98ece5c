package io.orbit.connectors.s3;

import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.LocalLocation;
import io.orbit.connectors.storage.Location;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what a step's {@code path}, with or without a {@code connection}, means. */
public final class Locations {
    private Locations() {}

    /**
     * @param connection of type {@code s3}, for a path in a bucket; null for one on the file system
     * @throws OrbitException PARAMETER_INVALID when path and connection do not go together, or either is not right;
     *     SECRET_NOT_FOUND, ACCESS_DENIED or SECRET_UNAVAILABLE from the store of credentials
     */
    public static Location source(StepScope scope, @Nullable String connection, String path) {
        return of(scope, connection, path, false);
    }

    /** The same for a step that writes there. */
    public static Location sink(StepScope scope, @Nullable String connection, String path) {
        return of(scope, connection, path, true);
    }

    private static Location of(StepScope scope, @Nullable String connection, String path, boolean sink) {
        if (connection == null) {
            if (S3Path.meant(path)) {
                throw invalid(
                        "path '%s' is in S3, but no connection says how to get there. Name one of type s3 in 'connection'."
                                .formatted(path));
            }
            return new LocalLocation(scope.path(path));
        }
        if (!S3Path.meant(path)) {
            throw invalid(
                    "connection '%s' is for S3, but path '%s' is not there. Write s3a://bucket/key, or leave 'connection' out."
                            .formatted(connection, path));
        }
        S3Path place = S3Path.of(path);
        if (sink && place.key().isEmpty()) {
            throw invalid("path '%s' is a whole bucket; a load needs a folder in it.".formatted(path));
        }
        Connection known = scope.connection(connection);
        if (!known.type().equals("s3")) {
            throw invalid("connection '%s' is of type '%s', but must be 's3'.".formatted(connection, known.type()));
        }
        Map<String, String> settings = S3Settings.of(known, place.bucket());
        scope.atEnd(S3Clients.hold(settings));
        scope.explain(sink, new S3Errors(place.bucket(), known.credential().reference(), sink));
        return new S3Location(place, settings);
    }

    private static OrbitException invalid(String why) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, why);
    }
}
