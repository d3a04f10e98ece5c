package io.orbit.connectors.credentials;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Credentials from a {@code .env} file on the runner's machine, for work without a vault. The file is not for version
 * control.
 *
 * <p>The credential {@code vault:orbit/data/pg-orders#jdbc} with fields {@code username} and {@code password} is
 *
 * <pre>
 * ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__USERNAME=orbit
 * ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD="…"
 * </pre>
 *
 * that is: prefix, path, field and name, each in capitals with everything but letters and digits as {@code _}, joined by
 * {@code __}. Blank lines and lines that start with {@code #} are skipped; a value may stand in single or double quotes,
 * which are taken off; nothing is expanded. The file is read at each look-up, so a changed password counts at once.
 */
public final class DotEnvCredentials implements CredentialSource {
    private static final Pattern REFERENCE = Pattern.compile("vault:([A-Za-z0-9/_-]+)#([A-Za-z0-9_-]+)");
    private static final String PREFIX = "ORBIT_CREDENTIAL__";

    private final Path file;

    /** @param file need not exist yet */
    public DotEnvCredentials(Path file) {
        this.file = file;
    }

    @Override
    public Credential resolve(String reference) {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()) {
            // Not echoed: someone may have put the secret itself where its reference belongs.
            throw Credential.notFound("(not shown)", "a reference looks like vault:path#field");
        }
        String prefix = PREFIX + capitals(parts.group(1)) + "__" + capitals(parts.group(2)) + "__";
        Map<String, String> fields = new TreeMap<>();
        for (String line : lines(reference)) {
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).strip();
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                fields.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), unquoted(line, equals));
            }
        }
        if (fields.isEmpty()) {
            throw Credential.notFound(reference, "no line of the .env file starts with " + prefix);
        }
        return new Credential(reference, fields);
    }

    private List<String> lines(String reference) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (NoSuchFileException e) {
            throw Credential.notFound(reference, "the file " + file + " does not exist");
        } catch (IOException e) {
            // The cause is left out: a decoding error may quote what it could not decode.
            throw new OrbitException(
                    ErrorCode.SECRET_UNAVAILABLE,
                    "Credential '%s' cannot be read: file %s is not readable as UTF-8 text (%s)."
                            .formatted(reference, file, e.getClass().getSimpleName()));
        }
    }

    private static String unquoted(String line, int equals) {
        String value = line.substring(equals + 1).strip();
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String capitals(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
