package io.orbit.connectors.postgres;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of tables and columns: checked, and put in double quotes, so that they are taken as they are written. */
final class SqlNames {
    /** What PostgreSQL keeps of a name; it cuts off the rest without a word. */
    private static final int LONGEST = 63;

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_$ .-]*");

    private SqlNames() {}

    /** @throws OrbitException PARAMETER_INVALID for what is no name */
    static String quoted(String name) {
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                && PLAIN.matcher(name).matches();
        if (!fits) {
            throw new OrbitException(
                    ErrorCode.PARAMETER_INVALID,
                    "'%s' is not a name of a table or column: it starts with a letter or _, holds letters, digits, _ $ - . and blanks, and has at most 63 bytes."
                            .formatted(name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name));
        }
        return '"' + name + '"';
    }

    static String list(Collection<String> names) {
        return names.stream().map(SqlNames::quoted).collect(Collectors.joining(", "));
    }

    /** {@code table} or {@code schema.table}, each part quoted. */
    static String table(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? quoted(name) : quoted(name.substring(0, dot)) + "." + quoted(name.substring(dot + 1));
    }

    /** A text as SQL, whatever the server's settings. */
    static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new OrbitException(ErrorCode.PARAMETER_INVALID, "a text for PostgreSQL cannot hold the character 0.");
        }
        String doubled = text.replace("'", "''");
        return doubled.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
