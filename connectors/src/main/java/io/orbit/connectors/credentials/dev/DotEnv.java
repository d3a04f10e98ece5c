package io.orbit.connectors.credentials.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Secrets in a {@code .env} file. The credential {@code vault:orbit/data/pg-orders#jdbc} with fields {@code username} and
 * {@code password} is
 *
 * <pre>
 * ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__USERNAME=orbit
 * ORBIT_CREDENTIAL__ORBIT_DATA_PG_ORDERS__JDBC__PASSWORD="…"
 * </pre>
 *
 * that is: prefix, path, field and name, joined by {@code __}. Path and field are in capitals with {@code _} for {@code -};
 * the first {@code _DATA_} of the path stands for {@code /data/}, and further {@code __} in it for {@code /}. In a name,
 * {@code _} begins a new word: {@code ACCESS_KEY_ID} is {@code accessKeyId}. Blank lines, lines that start with {@code #}
 * and other variables are skipped, and so is a credential whose value is blank: it was not filled in. A value may stand in
 * single or double quotes, which are taken off; nothing is expanded.
 */
public final class DotEnv {
    private static final String PREFIX = "ORBIT_CREDENTIAL__";
    private static final Pattern PART = Pattern.compile("[A-Z0-9]+(_[A-Z0-9]+)*");

    private DotEnv() {}

    /**
     * Reads a file.
     *
     * @param file may be missing, and then holds no secrets
     * @return the secrets, each an object by field, by {@code mount/data/path}
     * @throws OrbitException CONFIGURATION_INVALID that names every line that is not understood, and never a value
     */
    public static Map<String, ObjectNode> read(Path file) {
        List<String> lines = lines(file);
        Map<String, ObjectNode> secrets = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at).strip();
            int equals = line.indexOf('=');
            if (line.startsWith(PREFIX)
                    && (equals < 0
                            || !put(
                                    line.substring(0, equals).strip(),
                                    unquoted(line.substring(equals + 1)),
                                    secrets))) {
                problems.add("line " + (at + 1));
            }
        }
        refuse(problems, file.toString());
        return secrets;
    }

    /**
     * The same from variables of a process, into which something else has read the file; their values are taken as they are.
     *
     * @param environment other variables are not looked at
     * @return the secrets, each an object by field, by {@code mount/data/path}
     * @throws OrbitException CONFIGURATION_INVALID that names every variable that is not understood, and never a value
     */
    public static Map<String, ObjectNode> of(Map<String, String> environment) {
        Map<String, ObjectNode> secrets = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !put(name, value, secrets)) {
                problems.add(name);
            }
        });
        refuse(problems, "the environment");
        return secrets;
    }

    private static void refuse(List<String> problems, String where) {
        if (!problems.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "%s in %s: a line with a credential looks like %sMOUNT_DATA_PATH__FIELD__NAME=value."
                            .formatted(String.join(", ", problems), where, PREFIX));
        }
    }

    /** False when the name is not understood. */
    private static boolean put(String variable, String value, Map<String, ObjectNode> secrets) {
        List<String> parts = Arrays.asList(variable.substring(PREFIX.length()).split("__", -1));
        if (parts.size() < 3
                || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
            return false;
        }
        int last = parts.size() - 1;
        String path = path(parts.subList(0, last - 1));
        if (!path.matches("[^/].*/data/.+")) {
            return false;
        }
        if (!value.isBlank()) {
            ObjectNode secret = secrets.computeIfAbsent(path, none -> Reply.JSON.createObjectNode());
            secret.withObjectProperty(kebab(parts.get(last - 1))).put(camel(parts.get(last)), value);
        }
        return true;
    }

    private static String path(List<String> parts) {
        String path = String.join("/", parts);
        return kebab(path.contains("/DATA/") ? path : path.replaceFirst("_DATA_", "/DATA/"));
    }

    private static String kebab(String part) {
        return part.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String camel(String part) {
        StringBuilder name = new StringBuilder();
        for (String word : part.split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(name.isEmpty() ? lower : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
        }
        return name.toString();
    }

    private static String unquoted(String text) {
        String value = text.strip();
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            // The cause is left out: a decoding error may quote what it could not decode.
            throw new OrbitException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "File %s is not readable as UTF-8 text (%s)."
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }
}
