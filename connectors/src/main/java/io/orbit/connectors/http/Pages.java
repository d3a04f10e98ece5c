package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.storage.Hashes;
import io.orbit.connectors.storage.WriteOnce;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The pages of one step in one run, on disk. For each page there is a record, put if absent: the file with its rows, and
 * where the next page is. So an attempt goes on where the last one was, and two attempts at once agree on every page.
 */
final class Pages {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StepScope scope;
    private final HttpExtract with;
    private final HttpService service;
    private final Sender sender;
    private final Paginator paginator;
    private final Path folder;

    Pages(StepScope scope, HttpExtract with) {
        this.scope = scope;
        this.with = with;
        this.service = HttpService.of(scope, with.connection());
        Policy policy = Policy.eager(with.retryOn(), with.maxRetries(), with.maxRetryAfterSec(), with.timeoutSec());
        this.sender = new Sender(scope, service, policy, with.rateLimit());
        this.paginator = new Paginator(service, with);
        this.folder = scope.folder().resolve("pages");
    }

    /**
     * Fetches what earlier attempts have not.
     *
     * @return {@code [{"file", "rows", "bytes", "sha256"}, …]}, files relative to the step's folder
     * @throws OrbitException HTTP_FAILED, HTTP_REFUSED, ACCESS_DENIED, SOURCE_NOT_FOUND, SCHEMA_MISMATCH, RESULT_TOO_LARGE
     * @throws InterruptedException when the attempt is cancelled
     */
    ArrayNode fetch() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        ArrayNode all = JSON.createArrayNode();
        JsonNode place = paginator.first();
        long rows = 0;
        int fetched = 0;
        for (int number = 1; !place.isNull(); number++) {
            if (number > with.maxPages()) {
                tooMany();
                break;
            }
            Path record = folder.resolve("%08d.json".formatted(number));
            if (!Files.exists(record)) {
                WriteOnce.put(record, JSON.writeValueAsBytes(page(number, place, rows)));
                fetched++;
            }
            ObjectNode page = (ObjectNode) JSON.readTree(record.toFile());
            rows += page.path("rows").asLong();
            place = page.remove("next");
            all.add(page);
        }
        scope.info("fetched %d page(s), and %d in earlier attempts: %d rows in all"
                .formatted(fetched, all.size() - fetched, rows));
        return all;
    }

    private ObjectNode page(int number, JsonNode place, long before) throws IOException, InterruptedException {
        String name = "%08d-%d".formatted(number, scope.fence());
        Path body = folder.resolve(name + ".body");
        Path lines = folder.resolve(name + ".jsonl");
        try {
            return sender.send(request(place), body, with.maxPageBytes(), answer -> {
                check(number, answer);
                return read(number, place, before, answer, body, lines);
            });
        } finally {
            Files.deleteIfExists(body);
        }
    }

    private ObjectNode read(int number, JsonNode place, long before, Answer answer, Path body, Path lines)
            throws IOException {
        try {
            PageContent content =
                    PageParser.parse(body, PageParser.pointer(with.recordPath()), paginator.wanted(), lines);
            ObjectNode next = paginator.next(place, answer, content, before + content.rows());
            ObjectNode page = JSON.createObjectNode()
                    .put("file", scope.folder().relativize(lines).toString())
                    .put("rows", content.rows())
                    .put("bytes", Files.size(lines))
                    .put("sha256", Hashes.sha256(lines));
            page.set("next", next == null ? JSON.nullNode() : next);
            return page;
        } catch (OrbitException e) {
            throw new OrbitException(
                    e.code(), "page %d of %s %s.".formatted(number, service.shown(answer.from()), e.getMessage()), e);
        }
    }

    private HttpRequest request(JsonNode place) {
        URI uri = paginator.uri(place);
        return service.request(uri, Content.headers(with.headers(), with.body()), Duration.ofSeconds(with.timeoutSec()))
                .method(with.method().name(), Content.of(with.body()))
                .build();
    }

    private void check(int number, Answer answer) {
        String what = with.method() + " " + service.shown(answer.from());
        if (!answer.good()) {
            throw service.unusable(what, answer);
        }
        if (answer.cut()) {
            throw new OrbitException(
                    ErrorCode.RESULT_TOO_LARGE,
                    "page %d of %s has more than the %,d bytes of 'maxPageBytes'. Ask for smaller pages, or allow more."
                            .formatted(number, what, with.maxPageBytes()));
        }
    }

    private void tooMany() {
        String text = "%s has more than the %d page(s) of 'maxPages'"
                .formatted(service.shown(service.uri(with.path())), with.maxPages());
        if (with.onMaxPages() == HttpExtract.OnMaxPages.FAIL) {
            throw new OrbitException(
                    ErrorCode.RESULT_TOO_LARGE,
                    text + ". Allow more, or say onMaxPages 'stop' when the first ones are enough.");
        }
        scope.warn(text + "; the others are left out");
    }
}
