package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orbit.connectors.credentials.IAMConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Puts a file into an object store that speaks S3. Again is the same: an object of that name is replaced. */
public final class Uploads {
    private Uploads() {}

    /**
     * @return {@code {"bucket", "key", "url", "contentType", "size", "etag", "sha256"}}
     * @throws OrbitException ACCESS_DENIED that names where the keys come from, SOURCE_NOT_FOUND for file or bucket,
     *     SINK_UNREACHABLE, HTTP_REFUSED, PARAMETER_INVALID
     */
    public static JsonNode upload(StepScope scope, Deliveries.Upload with) throws IOException {
        Connection connection = scope.connection(with.connection());
        if (!connection.type().equals("s3")) {
            throw invalid("connection '%s' is of type '%s', but must be 's3'."
                    .formatted(connection.name(), connection.type()));
        }
        IAMConfig keys = IAMConfig.of(connection);
        if (keys.roleArn().isPresent()) {
            throw invalid("'%s' names a role ('roleArn'), which an upload cannot take on; give it keys of its own."
                    .formatted(keys.reference()));
        }
        String given =
                with.bucket() == null ? connection.settings().path("bucket").asText() : with.bucket();
        if (given.isEmpty()) {
            throw invalid("say 'bucket', here or in connection '%s'.".formatted(connection.name()));
        }
        Path file = Payload.file(scope, with.file());
        String type = with.contentType() == null
                ? Documents.contentType(file.getFileName().toString())
                : with.contentType();
        try (S3Client s3 = client(connection, keys, with.timeoutSec())) {
            String etag = s3.putObject(
                            put -> put.bucket(given).key(with.key()).contentType(type), RequestBody.fromFile(file))
                    .eTag();
            String url = s3.utilities()
                    .getUrl(get -> get.bucket(given).key(with.key()))
                    .toString();
            scope.info("uploaded %d bytes to %s".formatted(Files.size(file), url));
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("bucket", given)
                    .put("key", with.key())
                    .put("url", url)
                    .put("contentType", type)
                    .put("size", Files.size(file))
                    .put("etag", etag == null ? null : etag.replace("\"", ""))
                    .put("sha256", Hashes.sha256(file));
        } catch (AbortedException e) {
            CancellationException cancelled = new CancellationException("The attempt was cancelled.");
            cancelled.initCause(e);
            throw cancelled;
        } catch (S3Exception e) {
            throw failure(e, given, with, keys);
        } catch (SdkClientException e) {
            throw new OrbitException(
                    ErrorCode.SINK_UNREACHABLE,
                    "bucket '%s' cannot be reached: %s".formatted(given, e.getMessage()),
                    e);
        }
    }

    private static S3Client client(Connection connection, IAMConfig keys, int timeoutSec) {
        JsonNode settings = connection.settings();
        AwsCredentials credentials = keys.sessionToken().isPresent()
                ? AwsSessionCredentials.create(
                        keys.accessKeyId(),
                        keys.secretAccessKey(),
                        keys.sessionToken().get())
                : AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey());
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .region(Region.of(keys.region().orElse("us-east-1")))
                .forcePathStyle(settings.path("pathStyle").asBoolean(false))
                // Stores other than Amazon's do not know the checksums that the client would add.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofSeconds(timeoutSec)));
        String endpoint = settings.path("endpoint").asText("");
        if (!endpoint.isEmpty()) {
            try {
                builder.endpointOverride(URI.create(endpoint));
            } catch (IllegalArgumentException | NullPointerException e) {
                throw invalid("the 'endpoint' of connection '%s' is not a URL.".formatted(connection.name()));
            }
        }
        return builder.build();
    }

    private static OrbitException failure(S3Exception e, String bucket, Deliveries.Upload with, IAMConfig keys) {
        String said = "%d %s"
                .formatted(
                        e.statusCode(),
                        e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode());
        if (e.statusCode() == 401 || e.statusCode() == 403) {
            return new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "bucket '%s' refused the keys of %s (%s). Correct them where they are kept, or their rights."
                            .formatted(bucket, keys.reference(), said),
                    e);
        }
        if (e.statusCode() == 404) {
            return new OrbitException(
                    ErrorCode.SOURCE_NOT_FOUND, "there is no bucket '%s' (%s).".formatted(bucket, said), e);
        }
        boolean mayPass = e.statusCode() >= 500 || e.statusCode() == 429;
        return new OrbitException(
                mayPass ? ErrorCode.SINK_UNREACHABLE : ErrorCode.HTTP_REFUSED,
                "bucket '%s' did not take '%s' (%s).".formatted(bucket, with.key(), said),
                e);
    }

    private static OrbitException invalid(String message) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, message);
    }
}
