package io.orbit.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.credentials.IAMConfig;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What s3a is told of one bucket. Holds secrets; only for the options of a reader or writer. */
final class S3Settings {
    /** Names the settings among all that a JVM has seen, without telling them. */
    static final String CLIENT = "fs.s3a.orbit.client";

    private static final Set<String> OPTIONS = Set.of(
            "encryption", "kmsKey", "maxConnections", "partSizeMb", "requesterPays", "connectTimeoutSec", "timeoutSec");
    private static final Map<String, String> ENCRYPTIONS = Map.of("sse-s3", "SSE-S3", "sse-kms", "SSE-KMS");

    /** Of a place that does not say where it is, as every S3-compatible server accepts it. */
    private static final String SOME_REGION = "us-east-1";

    private final Connection connection;
    private final JsonNode options;

    private S3Settings(Connection connection) {
        this.connection = connection;
        this.options = connection.settings().path("options");
    }

    /**
     * @return settings of Hadoop, all of them for this bucket only or with no meaning for others
     * @throws OrbitException PARAMETER_INVALID, SECRET_NOT_FOUND
     */
    static Map<String, String> of(Connection connection, String bucket) {
        return new S3Settings(connection).settings(bucket);
    }

    private Map<String, String> settings(String bucket) {
        options.fieldNames().forEachRemaining(name -> {
            if (!OPTIONS.contains(name)) {
                throw invalid("option '%s' is not allowed; there are %s".formatted(name, new TreeSet<>(OPTIONS)));
            }
        });
        String own = "fs.s3a.bucket." + bucket + ".";
        Map<String, String> settings = new TreeMap<>(fixed(own));
        endpoint(own, settings);
        settings.putAll(IAMConfig.of(connection).s3a(own));
        settings.put(own + "path.style.access", Boolean.toString(flag(connection.settings(), "pathStyle", false)));
        settings.put(own + "requester.pays.enabled", Boolean.toString(flag(options, "requesterPays", false)));
        settings.put(own + "connection.maximum", Integer.toString(number("maxConnections", 64, 1, 2000)));
        settings.put(own + "multipart.size", number("partSizeMb", 16, 5, 1024) + "M");
        settings.put(own + "connection.establish.timeout", number("connectTimeoutSec", 15, 15, 600) + "s");
        settings.put(own + "connection.timeout", number("timeoutSec", 30, 5, 3600) + "s");
        if (options.has("encryption")) {
            String encryption = ENCRYPTIONS.get(options.path("encryption").asText());
            if (encryption == null) {
                throw invalid("option 'encryption' must be one of " + new TreeSet<>(ENCRYPTIONS.keySet()));
            }
            settings.put(own + "encryption.algorithm", encryption);
        }
        if (options.has("kmsKey")) {
            settings.put(own + "encryption.key", options.path("kmsKey").asText());
        }
        String told = settings.toString();
        settings.put("fs.s3a.impl", SharedS3A.class.getName());
        settings.put("fs.s3a.impl.disable.cache", "true");
        settings.put(CLIENT, Hashes.sha256(bucket + told));
        return settings;
    }

    /**
     * A server that is down fails an attempt in seconds and one that hangs in half a minute: the waiting in between is up
     * to the retry policy of the pipeline, which is on the record, not to the retries of two libraries on top of each other.
     */
    private static Map<String, String> fixed(String own) {
        return Map.ofEntries(
                Map.entry(own + "attempts.maximum", "1"),
                Map.entry(own + "retry.limit", "2"),
                Map.entry(own + "retry.interval", "500ms"),
                Map.entry(own + "retry.throttle.limit", "4"),
                Map.entry(own + "retry.throttle.interval", "500ms"),
                // Uploads wait for their decision, see UploadProtocol.
                Map.entry(own + "committer.magic.enabled", "true"),
                // Not on the disk: what is buffered there would be the data, for whoever can read the disk.
                Map.entry(own + "fast.upload.buffer", "bytebuffer"),
                Map.entry(own + "fast.upload.active.blocks", "2"),
                // An object that changes while it is read fails the read.
                Map.entry(own + "change.detection.source", "etag"),
                Map.entry(own + "change.detection.mode", "server"));
    }

    private void endpoint(String own, Map<String, String> settings) {
        String text = connection.settings().path("endpoint").asText("");
        if (text.isEmpty()) {
            return;
        }
        URI endpoint;
        try {
            endpoint = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw invalid("'endpoint' is no URL", e);
        }
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        if (!http
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null
                || !(path.isEmpty() || path.equals("/"))) {
            throw invalid("'endpoint' must be http://host:port or https://host:port, and nothing else");
        }
        settings.put(own + "endpoint", text);
        settings.put(own + "connection.ssl.enabled", Boolean.toString("https".equals(endpoint.getScheme())));
        settings.put(own + "endpoint.region", SOME_REGION);
    }

    private boolean flag(JsonNode fields, String name, boolean otherwise) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw invalid("'%s' must be true or false".formatted(name));
        }
        return value.asBoolean(otherwise);
    }

    private int number(String name, int otherwise, int least, int most) {
        JsonNode value = options.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            throw invalid("option '%s' must be a whole number from %d to %d".formatted(name, least, most));
        }
        return value.intValue();
    }

    private OrbitException invalid(String why) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID, "connection '%s': %s.".formatted(connection.name(), why));
    }

    private OrbitException invalid(String why, Throwable cause) {
        return new OrbitException(
                ErrorCode.PARAMETER_INVALID, "connection '%s': %s.".formatted(connection.name(), why), cause);
    }
}
