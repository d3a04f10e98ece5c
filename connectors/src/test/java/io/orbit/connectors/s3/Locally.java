package io.orbit.connectors.s3;

import static io.orbit.connectors.engine.Segments.json;

import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.method.Connection;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The test server's bucket without a segment around it. */
final class Locally {
    private Locally() {}

    static Map<String, String> settings(S3TestServer server) {
        Credential credential = new Credential(
                "vault:kv/data/s3#right",
                Map.of("accessKeyId", S3TestServer.KEY, "secretAccessKey", S3TestServer.SECRET));
        return S3Settings.of(
                new Connection("s3", "s3", json(server.connections()).path("s3"), credential), "lake");
    }

    static Configuration conf(S3TestServer server) {
        Configuration conf = new Configuration();
        settings(server).forEach(conf::set);
        return conf;
    }
}
