package io.orbit.connectors.http;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.engine.Segments.Heard;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpExtractTest extends HttpReading {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/all    | 'type':'none'                                                        | 1",
                "/offset | 'type':'offset','pageSize':7                                         | 5",
                "/total  | 'type':'offset','totalPath':'meta.total'                             | 3",
                "/page   | 'type':'page','totalPath':'/meta/total'                              | 3",
                "/page   | 'type':'page','pageSize':5                                           | 6",
                "/cursor | 'type':'cursor','cursorPath':'meta.next'                             | 3",
                "/link   | 'type':'link'                                                        | 3",
                "/next   | 'type':'link','cursorPath':'meta.next'                               | 3"
            })
    void everyPaginatorReadsEveryRecordOnce(String path, String paginator, int requests) {
        Heard heard = reading(path, "'paginator':{%s}".formatted(paginator)).on(engine);

        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(25));
        assertThat(heard.metrics("read")).containsEntry("rowsOut", 25L).containsEntry("requests", (long) requests);
        assertThat(heard.result("read").path("rows").asInt()).isEqualTo(25);
        assertThat(api.heard)
                .hasSize(requests)
                .allSatisfy(request ->
                        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET));
    }

    @Test
    void whatIsAskedForIsWrittenSafelyIntoTheUrl() {
        reading("/all?fixed=1", "'query':{'name':'a b&c=d','n':5},'headers':{'X-Trace':'t1'}")
                .on(engine);

        assertThat(api.paths()).containsExactly("/all?fixed=1&name=a%20b%26c%3Dd&n=5");
        assertThat(api.heard.get(0).headers().getFirst("X-Trace")).isEqualTo("t1");
    }

    @Test
    void nestedFieldsAndExactNumbersComeThrough() throws IOException {
        api.fault(1, TestApi.status(200, """
                {"data":{"items":{"id":1,"name":"carriage\\rreturn\\nand line","price":12345678901234567.123456789,"big":9007199254740993}}}"""));

        segment()
                .run(run)
                .connections("{'api':{'type':'http','baseUrl':'%s'}}".formatted(api.base()))
                .step(
                        "read",
                        "ExtractMethods.http",
                        "{'with':{'connection':'api','path':'/one','recordPath':'/data/items','schema':{'id':'int','name':'string','price':'decimal(38,9)','big':'bigint'}}}")
                .step("keep", "LoadMethods.json", "{'with':{'path':'out/%s'}}".formatted(run))
                .on(engine);

        Path file = Folders.dataFiles(data.resolve("out").resolve(run)).get(0);
        assertThat(file)
                .hasContent(
                        "{\"id\":1,\"name\":\"carriage\\rreturn\\nand line\",\"price\":12345678901234567.123456789,\"big\":9007199254740993}");
    }

    @Test
    void whatIsNoJsonIsToldByItsPlaceOnly() {
        api.faultFrom(1, TestApi.status(200, "<html>private words</html>"));

        Heard heard = reading("/all", "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure)
                .hasMessageContaining("Step 'read': page 1 of " + api.base() + "/all is not JSON (line 1, column ");
        assertThat(heard.failure.getMessage()).doesNotContain("private");
        assertThat(api.heard).hasSize(1);
    }

    @Test
    void recordsThatAreNotWhereTheyShouldBeAreMissedByName() {
        api.faultFrom(1, TestApi.status(200, "{\"results\":[],\"count\":0}"));

        Heard heard = reading("/all", "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure)
                .hasMessageContaining("nothing at recordPath '/data/items'; there is [count, results]");
    }

    @Test
    void aRecordThatDoesNotFitIsTheFaultOfTheExtract() {
        api.faultFrom(1, TestApi.status(200, "{\"data\":{\"items\":[{\"id\":\"secretish\"}]}}"));

        Heard heard = reading("/all", "").failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(heard.failure.step()).isEqualTo("read");
        assertThat(heard.failure.getMessage()).doesNotContain("secretish");
    }

    @ParameterizedTest
    @CsvSource({
        "401, 'credentials':'vault:kv/data/api#token',vault:kv/data/api#token",
        "403, 'credentials':'vault:kv/data/login#basic',vault:kv/data/login#basic",
        "401, 'credentials':'vault:kv/data/key#key',vault:kv/data/key#key"
    })
    void aRefusedCredentialIsNamedByItsPlaceAndNeverByItsValue(int status, String credentials, String place) {
        api.faultFrom(
                1,
                (exchange, body) -> TestApi.reply(
                        exchange,
                        status,
                        "no: " + exchange.getRequestHeaders().getFirst("Authorization") + " "
                                + exchange.getRequestHeaders().getFirst("X-Api-Key")));

        Heard heard = reading("/all", "", credentials.strip()).failingOn(engine);

        String basic = Base64.getEncoder().encodeToString(("ann:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(heard.failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(heard.failure).hasMessageContaining(place).hasMessageContaining("It says: no: ");
        assertThat(heard.failure.getMessage() + heard.lines)
                .doesNotContain(SECRET)
                .doesNotContain(basic);
        assertThat(api.heard).hasSize(1);
    }

    @Test
    void loginsAndKeysAreSentAsTheConnectionSays() {
        reading("/all", "", "'credentials':'vault:kv/data/login#basic','auth':'basic'")
                .on(engine);
        run = run + "b";
        reading("/all", "", "'credentials':'vault:kv/data/key#key','auth':'apiKey','apiKeyHeader':'X-Token'")
                .on(engine);
        run = run + "c";
        Heard wrong = reading("/all", "", "'credentials':'vault:kv/data/key#key','auth':'bearer'")
                .failingOn(engine);

        String basic = Base64.getEncoder().encodeToString(("ann:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(api.heard.get(0).headers().getFirst("Authorization")).isEqualTo("Basic " + basic);
        assertThat(api.heard.get(1).headers().getFirst("X-Token")).isEqualTo(SECRET);
        assertThat(wrong.failure.code()).isEqualTo(ErrorCode.SECRET_NOT_FOUND);
        assertThat(wrong.failure).hasMessageContaining("vault:kv/data/key#key").hasMessageContaining("'token'");
    }

    @Test
    void aLinkToAnotherHostIsNotFollowedAndGetsNoCredential() {
        try (TestApi other = TestApi.start()) {
            api.fault(
                    1,
                    TestApi.status(
                            200, "{\"data\":{\"items\":[]}}", "Link", "<%s/link>; rel=next".formatted(other.base())));
            Heard link = reading("/link", "'paginator':{'type':'link'}").failingOn(engine);
            run = run + "b";
            api.fault(2, TestApi.status(302, "", "Location", other.base() + "/all"));
            Heard redirect = reading("/all", "").failingOn(engine);

            assertThat(link.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
            assertThat(link.failure).hasMessageContaining("another host");
            assertThat(redirect.failure.code()).isEqualTo(ErrorCode.HTTP_REFUSED);
            assertThat(redirect.failure).hasMessageContaining("answered 302");
            assertThat(reading(other.base() + "/all", "").failingOn(engine).failure)
                    .hasMessageContaining("leads away from 127.0.0.1");
            assertThat(other.heard).isEmpty();
        }
    }

    @Test
    void aRedirectOnTheSameHostIsFollowed() {
        api.fault(1, TestApi.status(301, "", "Location", "/all"));

        reading("/moved", "").on(engine);

        assertThat(ids()).hasSize(25);
        assertThat(api.heard.get(1).headers().getFirst("Authorization")).isEqualTo("Bearer " + SECRET);
    }

    @Test
    void morePagesThanAllowedFailTheStepOrEndTheRead() {
        String paging = "'maxPages':2,'paginator':{'type':'page','totalPath':'meta.total'}";

        Heard failed = reading("/page", paging).failingOn(engine);
        run = run + "b";
        Heard stopped = reading("/page", paging + ",'onMaxPages':'stop'").on(engine);

        assertThat(failed.failure.code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
        assertThat(failed.failure).hasMessageContaining("2 page(s) of 'maxPages'");
        assertThat(stopped.lines).anyMatch(line -> line.startsWith("WARN read") && line.contains("left out"));
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(upTo(20));
    }

    @Test
    void aCursorThatDoesNotMoveIsNoticed() {
        api.faultFrom(1, TestApi.status(200, "{\"data\":{\"items\":[]},\"meta\":{\"next\":\"same\"}}"));

        Heard heard = reading("/cursor", "'paginator':{'type':'cursor','cursorPath':'meta.next'}")
                .failingOn(engine);

        assertThat(heard.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(heard.failure).hasMessageContaining("names itself as the next page");
        assertThat(api.heard).hasSize(2);
    }

    @Test
    void noRecordsAreNoRowsOfTheSameColumns() {
        api.items(0);

        Heard heard = reading("/page", "'paginator':{'type':'page'}").on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", 0L);
        assertThat(ids()).isEmpty();
    }

    @Test
    void whatIsNotThereAndWhatIsWrongIsToldBeforeOrAtTheFirstRequest() {
        api.fault(1, TestApi.status(404, "{\"message\":\"Not Found\"}"));

        assertThat(reading("/nowhere", "").failingOn(engine).failure)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND))
                .hasMessageContaining("It says: {\"message\":\"Not Found\"}");
        assertThat(reading("/all", "'paginator':{'type':'cursor'}").failingOn(engine).failure)
                .hasMessageContaining("'cursorPath'");
        assertThat(reading("/all", "", "'baseurl':'x'").failingOn(engine).failure)
                .hasMessageContaining("setting 'baseurl'");
        assertThat(reading("/all", "'rateLimit':0").failingOn(engine).failure).hasMessageContaining("'rateLimit'");
        assertThat(api.heard).hasSize(1);
    }
}
