package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where pages are. A place is a small JSON object, so that it can be written down and gone on from: {@code {"offset"}},
 * {@code {"page"}}, {@code {"cursor"}} or {@code {"url"}}.
 */
final class Paginator {
    private final HttpService service;
    private final HttpExtract with;
    private final Paging paging;

    Paginator(HttpService service, HttpExtract with) {
        this.service = service;
        this.with = with;
        this.paging = with.paginator() == null ? Paging.none() : with.paginator();
        if (paging.type() == Paging.Type.CURSOR && paging.cursorPath() == null) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "a paginator of type cursor needs 'cursorPath'.");
        }
    }

    /** Pointers of what a page must be asked for beside its records. */
    Set<String> wanted() {
        Set<String> wanted = new TreeSet<>();
        if (paging.cursorPath() != null) {
            wanted.add(PageParser.pointer(paging.cursorPath()));
        }
        if (paging.totalPath() != null) {
            wanted.add(PageParser.pointer(paging.totalPath()));
        }
        return wanted;
    }

    ObjectNode first() {
        ObjectNode place = JsonNodeFactory.instance.objectNode();
        return switch (paging.type()) {
            case OFFSET -> place.put("offset", 0L);
            case PAGE -> place.put("page", paging.firstPage());
            case NONE, CURSOR, LINK -> place;
        };
    }

    URI uri(JsonNode place) {
        if (place.has("url")) {
            return URI.create(place.path("url").asText());
        }
        Map<String, JsonNode> query = new LinkedHashMap<>(with.query());
        Integer size = paging.pageSize();
        if (size != null && paging.type() != Paging.Type.NONE) {
            query.put(orElse(paging.sizeParam(), "limit"), JsonNodeFactory.instance.numberNode(size));
        }
        place.properties().forEach(each -> query.put(orElse(paging.param(), each.getKey()), each.getValue()));
        return service.uri(with.path(), query);
    }

    /**
     * The place after {@code place}; null when that was the last page.
     *
     * @param answer whose body {@code content} was
     * @param rows of all pages so far, this one included
     * @throws OrbitException SCHEMA_MISMATCH when the next page is this one again, or is elsewhere
     */
    @Nullable
    ObjectNode next(JsonNode place, Answer answer, PageContent content, long rows) {
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        switch (paging.type()) {
            case NONE -> {
                return null;
            }
            case OFFSET -> {
                if (ends(content, rows)) {
                    return null;
                }
                next.put("offset", rows);
            }
            case PAGE -> {
                if (ends(content, rows)) {
                    return null;
                }
                next.put("page", place.path("page").asLong() + 1);
            }
            case CURSOR -> {
                String cursor = cursor(content);
                if (cursor.isEmpty()) {
                    return null;
                }
                next.put("cursor", cursor);
            }
            case LINK -> {
                Optional<String> link = paging.cursorPath() == null
                        ? Links.next(answer.headers().allValues("link"))
                        : Optional.of(cursor(content)).filter(text -> !text.isEmpty());
                if (link.isEmpty()) {
                    return null;
                }
                next.put("url", target(answer, link.get()));
            }
        }
        if (next.toString().equals(place.toString())) {
            throw new OrbitException(ErrorCode.SCHEMA_MISMATCH, "names itself as the next page; check 'paginator'");
        }
        return next;
    }

    private boolean ends(PageContent content, long rows) {
        String total = paging.totalPath() == null ? null : content.found().get(PageParser.pointer(paging.totalPath()));
        boolean all = total != null && total.matches("\\d{1,18}") && rows >= Long.parseLong(total);
        return all || content.rows() == 0;
    }

    private String cursor(PageContent content) {
        String path = paging.cursorPath();
        return path == null ? "" : content.found().getOrDefault(PageParser.pointer(path), "");
    }

    private String target(Answer answer, String link) {
        return service.follow(answer.from(), link)
                .map(URI::toString)
                .orElseThrow(
                        () -> new OrbitException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "links to a next page that is no URL, or on another host, where the connection's credential must not go"));
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
