package io.orbit.connectors.light;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.credentials.TestVault;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.connectors.s3.S3Proxy;
import io.orbit.connectors.storage.Hashes;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    @TempDir
    static Path data;

    private static S3Proxy store;
    private static TestVault vault;
    private static SegmentEngine engine;

    @BeforeAll
    static void start() throws IOException {
        store = S3Proxy.start(data);
        Files.createDirectories(store.buckets().resolve("inbox"));
        vault = TestVault.start()
                .with(
                        "kv/data/s3",
                        "{'right':{'accessKeyId':'%s','secretAccessKey':'%s'},'wrong':{'accessKeyId':'%s','secretAccessKey':'wrong-secret'}}"
                                .formatted(S3Proxy.KEY, S3Proxy.SECRET, S3Proxy.KEY));
        engine = Engines.create(
                EngineSettings.in(data.resolve("work")).withBaseDir(data).withCredentials(vault.credentials()));
        Files.writeString(data.resolve("bill.pdf"), "%PDF-1.4 a bill");
    }

    @AfterAll
    static void stop() {
        engine.close();
        vault.close();
        store.close();
    }

    private Segments uploading(String connection, String with) {
        String s3 =
                "{'type':'s3','endpoint':'%s','pathStyle':true,'region':'us-east-1','credentials':'vault:kv/data/s3#%s'}";
        return segment()
                .connections(
                        "{'right':%s,'wrong':%s,'gone':{'type':'s3','endpoint':'http://127.0.0.1:1','pathStyle':true,'credentials':'vault:kv/data/s3#right'}}"
                                .formatted(
                                        s3.formatted(store.endpoint(), "right"),
                                        s3.formatted(store.endpoint(), "wrong")))
                .step("up", "UserMethods.upload", "{'with':{'connection':'%s',%s}}".formatted(connection, with));
    }

    @Test
    void aFileIsPutAndItsPlaceTypeAndSizeAreTheResultAndAgainIsTheSame() throws IOException {
        String with = "'file':'bill.pdf','bucket':'inbox','key':'user 7/${run.pipeline}/bill.pdf'";

        JsonNode first = uploading("right", with).on(engine).result("up");
        JsonNode again = uploading("right", with).on(engine).result("up");

        assertThat(store.buckets().resolve("inbox/user 7/default.test/bill.pdf"))
                .hasContent("%PDF-1.4 a bill");
        assertThat(first.path("bucket").asText()).isEqualTo("inbox");
        assertThat(first.path("key").asText()).isEqualTo("user 7/default.test/bill.pdf");
        assertThat(first.path("url").asText()).isEqualTo(store.endpoint() + "/inbox/user%207/default.test/bill.pdf");
        assertThat(first.path("contentType").asText()).isEqualTo("application/pdf");
        assertThat(first.path("size").asLong()).isEqualTo(15);
        assertThat(first.path("sha256").asText()).isEqualTo(Hashes.sha256(data.resolve("bill.pdf")));
        assertThat(again).isEqualTo(first);
    }

    @Test
    void whatIsMissingOrRefusedIsNamed() {
        String with = "'file':'bill.pdf','bucket':'inbox','key':'k'";

        var wrong = uploading("wrong", with).failingOn(engine).failure;
        var bucket = uploading("right", "'file':'bill.pdf','bucket':'nowhere','key':'k'")
                .failingOn(engine)
                .failure;
        var file = uploading("right", "'file':'none.pdf','bucket':'inbox','key':'k'")
                .failingOn(engine)
                .failure;
        var none = uploading("right", "'file':'bill.pdf','key':'k'").failingOn(engine).failure;

        assertThat(wrong.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(wrong).hasMessageContaining("vault:kv/data/s3#wrong");
        assertThat(wrong.getMessage()).doesNotContain("wrong-secret");
        assertThat(bucket.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(bucket).hasMessageContaining("no bucket 'nowhere'");
        assertThat(file.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(file).hasMessageContaining("none.pdf");
        assertThat(none.code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
    }

    @Test
    void aStoreThatIsAwayMayComeBack() {
        var failure = uploading("gone", "'file':'bill.pdf','bucket':'inbox','key':'k'")
                .failingOn(engine)
                .failure;

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_UNREACHABLE);
    }
}
