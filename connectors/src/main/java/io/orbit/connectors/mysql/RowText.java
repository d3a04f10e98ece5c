package io.orbit.connectors.mysql;

import io.orbit.connectors.sql.Encoding;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.spark.sql.Row;

/** Writes values as the server reads them. */
final class RowText {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final HexFormat HEX = HexFormat.of();

    private RowText() {}

    /** As LOAD DATA's default format has it; bytes as hexadecimal digits. */
    static void field(StringBuilder out, Row row, int at, Encoding encoding) {
        if (row.isNullAt(at)) {
            out.append("\\N");
            return;
        }
        switch (encoding) {
            case PLAIN -> plain(out, row.get(at));
            case BYTES -> HEX.formatHex(out, row.<byte[]>getAs(at));
            case MICROS -> micros(out, row.getLong(at));
            case TEXT, ARRAY -> {
                String value = row.getString(at);
                for (int index = 0; index < value.length(); index++) {
                    char c = value.charAt(index);
                    switch (c) {
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\t' -> out.append("\\t");
                        case '\0' -> out.append("\\0");
                        default -> out.append(c);
                    }
                }
            }
        }
    }

    /** As a literal in an INSERT. */
    static void literal(StringBuilder out, Row row, int at, Encoding encoding) {
        if (row.isNullAt(at)) {
            out.append("NULL");
            return;
        }
        switch (encoding) {
            case PLAIN -> plain(out.append('\''), row.get(at)).append('\'');
            case BYTES -> {
                out.append("x'");
                HEX.formatHex(out, row.<byte[]>getAs(at));
                out.append('\'');
            }
            case MICROS -> micros(out.append('\''), row.getLong(at)).append('\'');
            case TEXT, ARRAY -> {
                String value = row.getString(at);
                out.append('\'');
                for (int index = 0; index < value.length(); index++) {
                    char c = value.charAt(index);
                    switch (c) {
                        case '\\', '\'' -> out.append('\\').append(c);
                        case '\0' -> out.append("\\0");
                        default -> out.append(c);
                    }
                }
                out.append('\'');
            }
        }
    }

    private static StringBuilder plain(StringBuilder out, Object value) {
        return value instanceof Boolean truth ? out.append(truth ? '1' : '0') : out.append(value);
    }

    private static StringBuilder micros(StringBuilder out, long value) {
        return out.append(
                TIME.format(Instant.EPOCH.plus(value, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC)));
    }
}
