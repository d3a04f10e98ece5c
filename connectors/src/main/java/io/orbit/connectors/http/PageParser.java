package io.orbit.connectors.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Takes the records out of a page, a token at a time: neither the page nor a record is ever in memory as a whole. */
final class PageParser {
    private static final int NAMED = 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            // The size of a page is bounded already.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser in;
    private final JsonGenerator out;
    private final String records;
    private final Set<String> wanted;
    private final Map<String, String> found = new HashMap<>();
    private final Set<String> fields = new TreeSet<>();
    private long rows;
    private boolean there;

    private PageParser(JsonParser in, JsonGenerator out, String records, Set<String> wanted) {
        this.in = in;
        this.out = out;
        this.records = records;
        this.wanted = wanted;
    }

    /** {@code data.items} or {@code /data/items} as a JSON pointer. */
    static String pointer(String path) {
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path.replace('.', '/');
    }

    /**
     * @param records pointer of the records
     * @param wanted pointers of other values
     * @param file gets one record per line
     * @throws EOFException when the page ends too early
     * @throws OrbitException SCHEMA_MISMATCH when it is not JSON, or has no records at that place
     */
    static PageContent parse(Path page, String records, Set<String> wanted, Path file) throws IOException {
        try (JsonParser in = JSON.createParser(page.toFile());
                BufferedWriter lines = Files.newBufferedWriter(file);
                JsonGenerator out = JSON.createGenerator(lines).setRootValueSeparator(null)) {
            PageParser parser = new PageParser(in, out, records, wanted);
            try {
                return parser.page();
            } catch (JsonParseException | StreamConstraintsException e) {
                if (e instanceof JsonEOFException || endsInside(in, page)) {
                    throw new EOFException("the page ends in the middle of its JSON");
                }
                JsonLocation at = e.getLocation();
                // The exception's message quotes the page.
                throw mismatch("is not JSON (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()));
            }
        }
    }

    /** Jackson tells an end after a comma or within a word as a wrong token at the end. */
    private static boolean endsInside(JsonParser in, Path page) throws IOException {
        long size = Files.size(page);
        if (in.getParsingContext().inRoot() || in.currentLocation().getByteOffset() < size) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(page.toFile(), "r")) {
            file.seek(size - 1);
            int last = file.read();
            return last != '}' && last != ']';
        }
    }

    private PageContent page() throws IOException {
        if (in.nextToken() == null) {
            throw mismatch("is empty");
        }
        value("");
        if (in.nextToken() != null) {
            throw mismatch("goes on after its JSON document");
        }
        if (!there) {
            throw mismatch("has nothing at recordPath '%s'%s"
                    .formatted(records, fields.isEmpty() ? "" : "; there is " + fields));
        }
        return new PageContent(rows, found);
    }

    private void value(String pointer) throws IOException {
        if (pointer.equals(records)) {
            there = true;
            records();
            return;
        }
        JsonToken token = in.currentToken();
        if (wanted.contains(pointer) && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            found.put(pointer, in.getText());
        }
        if (token == JsonToken.START_OBJECT && leadsOn(pointer)) {
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                if (pointer.isEmpty() && fields.size() < NAMED) {
                    fields.add(field);
                }
                in.nextToken();
                value(pointer + "/" + field.replace("~", "~0").replace("/", "~1"));
            }
        } else if (token == JsonToken.START_ARRAY && leadsOn(pointer)) {
            for (int at = 0; in.nextToken() != JsonToken.END_ARRAY; at++) {
                value(pointer + "/" + at);
            }
        } else {
            in.skipChildren();
        }
    }

    private boolean leadsOn(String pointer) {
        return records.startsWith(pointer + "/") || wanted.stream().anyMatch(each -> each.startsWith(pointer + "/"));
    }

    private void records() throws IOException {
        if (in.currentToken() == JsonToken.START_ARRAY) {
            while (in.nextToken() != JsonToken.END_ARRAY) {
                record();
            }
        } else if (in.currentToken() != JsonToken.VALUE_NULL) {
            record();
        }
    }

    private void record() throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw mismatch("has records at recordPath '%s' that are no objects".formatted(records));
        }
        // Exactly: a number must not go through a double.
        out.copyCurrentStructureExact(in);
        out.writeRaw('\n');
        rows++;
    }

    private static OrbitException mismatch(String what) {
        return new OrbitException(ErrorCode.SCHEMA_MISMATCH, what);
    }
}
