package io.orbit.connectors.http;

import io.orbit.connectors.method.Param;
import org.jspecify.annotations.Nullable;

/** How a service cuts its records into pages; the {@code paginator} of {@code ExtractMethods.http}. */
public record Paging(
        @Param(
                value = "offset: skip the records read so far. page: count pages. cursor: send what the answer names"
                        + " next. link: follow the answer's Link header, or a URL in it.",
                defaultsTo = "\"none\"")
        Type type,

        @Param("Query parameter of the offset, the page or the cursor; offset, page or cursor when left out.") @Nullable
        String param,

        @Param("Query parameter of the page size; limit when left out and 'pageSize' is given.") @Nullable
        String sizeParam,

        @Param(value = "Records per page to ask for; the service's own choice when left out.", min = 1) @Nullable
        Integer pageSize,

        @Param(value = "Number of the first page.", defaultsTo = "1", min = 0)
        int firstPage,

        @Param(
                value = "Where in an answer the next cursor is; for link: the URL of the next page, when it is not in"
                        + " the Link header. Nothing or null there means the end.",
                example = "\"meta.next\"")
        @Nullable
        String cursorPath,

        @Param(
                value =
                        "For offset and page: where in an answer the number of all records is. Without it, an empty page"
                                + " is the end.",
                example = "\"meta.total\"")
        @Nullable
        String totalPath) {

    /** Ways to the next page. */
    public enum Type {
        NONE,
        OFFSET,
        PAGE,
        CURSOR,
        LINK
    }

    /** One page, and that is all. */
    static Paging none() {
        return new Paging(Type.NONE, null, null, null, 1, null, null);
    }
}
