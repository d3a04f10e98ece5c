package io.orbit.connectors.sql;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a server's SQL spells names and values. Names are checked, and quoted, so that they are taken as they are written.
 * MariaDB speaks {@link #MYSQL} too.
 */
public enum Dialect {
    POSTGRES("PostgreSQL", '"') {
        @Override
        Map<String, String> casts() {
            return POSTGRES_CASTS;
        }

        @Override
        public String literal(String text) {
            String doubled = plain(text).replace("'", "''");
            return doubled.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
        }

        @Override
        String instant(String text) {
            return "TIMESTAMPTZ " + literal(text);
        }

        @Override
        boolean fits(String name) {
            // What the server keeps; it cuts off the rest without a word.
            return name.getBytes(StandardCharsets.UTF_8).length <= 63;
        }
    },

    /** With sessions that stand at UTC and know backslashes in texts, as ours do. */
    MYSQL("MySQL", '`') {
        @Override
        Map<String, String> casts() {
            return MYSQL_CASTS;
        }

        @Override
        public String literal(String text) {
            return "'" + plain(text).replace("\\", "\\\\").replace("'", "\\'") + "'";
        }

        @Override
        String instant(String text) {
            LocalDateTime utc = OffsetDateTime.parse(text.replace(' ', 'T'), INSTANT)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime()
                    .truncatedTo(ChronoUnit.MICROS);
            return "TIMESTAMP " + literal(utc.toString());
        }

        @Override
        boolean fits(String name) {
            return name.length() <= 64 && !name.endsWith(" ");
        }
    };

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_$ .-]*");
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(java.util.Locale.ROOT);
    private static final int SHOWN = 64;

    /** Types by their own names. */
    private static final Map<String, String> POSTGRES_CASTS = Stream.of(
                    "text",
                    "date",
                    "timestamp",
                    "timestamptz",
                    "time",
                    "interval",
                    "smallint",
                    "integer",
                    "bigint",
                    "numeric",
                    "double precision",
                    "boolean",
                    "uuid",
                    "json",
                    "jsonb")
            .collect(Collectors.toUnmodifiableMap(type -> type, type -> type));

    /** A text stays a literal: as the result of a CAST its collation would compete with that of a column. */
    private static final Map<String, String> MYSQL_CASTS = Map.of(
            "text", "",
            "date", "DATE",
            "datetime", "DATETIME(6)",
            "time", "TIME(6)",
            "bigint", "SIGNED",
            "numeric", "DECIMAL(65,30)",
            "double", "DOUBLE");

    private final String product;
    private final char quote;

    Dialect(String product, char quote) {
        this.product = product;
        this.quote = quote;
    }

    /** In words, for messages. */
    public String product() {
        return product;
    }

    /** A text as SQL, whatever the server's settings. */
    public abstract String literal(String text);

    /** A moment: text with {@code T} or a blank and an offset. */
    abstract String instant(String text);

    abstract boolean fits(String name);

    /** What a bind may say as its type, and what that is in a CAST. */
    abstract Map<String, String> casts();

    /** @throws OrbitException PARAMETER_INVALID for what is no name */
    public String quoted(String name) {
        if (!PLAIN.matcher(name).matches() || !fits(name)) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "'%s' is not a name of a table or column: it starts with a letter or _, holds letters, digits, _ $ - . and blanks, and has at most 63 bytes."
                            .formatted(name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name));
        }
        return quote + name + quote;
    }

    public String list(Collection<String> names) {
        return names.stream().map(this::quoted).collect(Collectors.joining(", "));
    }

    /** {@code table} or {@code schema.table}, each part quoted. */
    public String table(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? quoted(name) : table(name.substring(0, dot), name.substring(dot + 1));
    }

    public String table(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    private static String plain(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "a text in SQL cannot hold the character 0.");
        }
        return text;
    }
}
