package io.orbit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.http.Client;
import io.orbit.cli.http.ServerAddress;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Text;
import io.orbit.cli.view.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call of {@code orbit}: the machine it runs on and the global flags it was given. */
public final class Session {
    /** What a header carries unharmed, and a server takes. */
    private static final Pattern ACTOR = Pattern.compile("[ -~]{1,256}");

    private final Console console;
    private final Globals globals;
    private @Nullable Client client;

    public Session(Console console, Globals globals) {
        this.console = console;
        this.globals = globals;
    }

    public Console console() {
        return console;
    }

    public Format format() {
        return globals.format;
    }

    public String namespace() {
        return globals.namespace;
    }

    /** The key that was given, else one made at random, the same for the whole command. */
    public String idempotencyKey() {
        if (globals.idempotencyKey == null) {
            globals.idempotencyKey = UUID.randomUUID().toString();
        }
        return globals.idempotencyKey;
    }

    /** A key for one of several requests of the command; equal for equal parts and equal keys of the command. */
    public String idempotencyKey(String part) {
        return UUID.nameUUIDFromBytes((idempotencyKey() + '/' + part).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** How many items were asked for; between 1 and 100,000. */
    public int limit(int otherwise) {
        int limit = globals.limit == null ? otherwise : globals.limit;
        if (limit < 1 || limit > 100_000) {
            throw Failure.usage("--limit must be between 1 and 100000, but is " + limit + ".");
        }
        return limit;
    }

    public Client client() {
        if (client == null) {
            client = new Client(ServerAddress.find(globals.server, console), actor(), console.clock(), line -> {
                if (globals.verbose) {
                    console.streams().err().println(line);
                }
            });
        }
        return client;
    }

    /** Who asks for changes: the flag, else ORBIT_ACTOR, else the user of this machine; empty when nobody is known. */
    private String actor() {
        String given = globals.actor == null ? console.variable("ORBIT_ACTOR") : globals.actor;
        if (!given.isEmpty() && !ACTOR.matcher(given).matches()) {
            throw Failure.usage(
                    "The actor (--actor or ORBIT_ACTOR) must have 1 to 256 characters, all of them printable ASCII.");
        }
        String user = System.getProperty("user.name", "").replaceAll("[^ -~]", "?");
        return !given.isEmpty() ? given : ACTOR.matcher(user).matches() ? user : "";
    }

    public Output output() {
        return new Output(this);
    }

    public Times times() {
        var now = console.clock().instant();
        return new Times(
                client == null ? now : now.plus(client.ahead()),
                globals.zone(console.clock().getZone()));
    }

    public Style style() {
        return style(console.terminal().out());
    }

    public Style errorStyle() {
        return style(console.terminal().err());
    }

    private Style style(boolean terminal) {
        boolean forced = !console.variable("FORCE_COLOR").isEmpty() && !"0".equals(console.variable("FORCE_COLOR"));
        boolean refused = globals.noColor || !console.variable("NO_COLOR").isEmpty();
        return new Style(!refused && (forced || (terminal && !"dumb".equals(console.variable("TERM")))), unicode());
    }

    private boolean unicode() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = console.variable(name);
            if (!locale.isEmpty()) {
                return locale.toUpperCase(Locale.ROOT).matches(".*UTF-?8.*");
            }
        }
        return false;
    }

    /** Whether lines may be redrawn in place on stdout. */
    public boolean redraws() {
        return console.terminal().out() && !"dumb".equals(console.variable("TERM"));
    }

    /** Cells per line of stdout; without limit when it is no terminal or everything was asked for. */
    public int width() {
        boolean cut = console.terminal().out() && globals.format == Format.table;
        return cut ? console.terminal().columns() : Integer.MAX_VALUE;
    }

    /** Progress and hints, for people only: on stderr, unless {@code -q}. */
    public void note(String line) {
        if (!globals.quiet) {
            wrapped(line).forEach(console.streams().err()::println);
        }
    }

    /** What may be typed next; never broken into lines of our own, so that it can be copied. */
    public void hint(String label, String command) {
        if (!globals.quiet) {
            console.streams().err().println(Text.padRight(label, 9) + " " + command);
        }
    }

    private List<String> wrapped(String text) {
        return console.terminal().err()
                ? Text.wrap(text, Math.max(20, console.terminal().columns()))
                : List.of(text);
    }

    /** Asks on the terminal; a usage failure when there is none to ask. */
    public boolean confirm(String question) {
        if (globals.yes) {
            return true;
        }
        if (!console.terminal().in() || !console.terminal().err()) {
            throw Failure.usage(question + " Nobody can be asked here; say --yes.");
        }
        console.streams().err().print(question + " [y/N] ");
        console.streams().err().flush();
        try {
            StringBuilder answer = new StringBuilder();
            for (int c = console.streams().in().read();
                    c >= 0 && c != '\n';
                    c = console.streams().in().read()) {
                answer.append((char) c);
            }
            return answer.toString().strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            throw Failure.usage("The answer could not be read (" + e.getMessage() + "); say --yes.");
        }
    }

    /** Tells what went wrong: text on stderr, and with JSON output also the problem as the document on stdout. */
    public void report(Failure failure) {
        report(failure, globals.format);
    }

    void report(Failure failure, Format format) {
        Style style = errorStyle();
        String detail = failure.problem().path("detail").asText("");
        String code = failure.code().isEmpty() ? "" : failure.code() + " ";
        String text = "error: " + code + Text.plain(detail);
        for (String line : wrapped(text)) {
            console.streams()
                    .err()
                    .println(line.startsWith("error:") ? style.error("error:") + line.substring(6) : line);
        }
        for (JsonNode error : failure.errors()) {
            if (error.path("pointer").asText("").isEmpty()
                    && detail.startsWith(error.path("message").asText(""))) {
                continue; // said above
            }
            String hint = error.path("hint").asText("");
            String place =
                    error.path("line").isNumber() ? "line " + error.path("line").asText("") + " " : "";
            console.streams()
                    .err()
                    .println("  " + place + error.path("pointer").asText("") + "  "
                            + Text.plain(error.path("message").asText(""))
                            + (hint.isEmpty() ? "" : "  (" + hint + ")"));
        }
        if (globals.verbose && failure.getCause() != null) {
            failure.getCause().printStackTrace(console.streams().err());
        }
        Output.document(console, format, failure.problem());
    }
}
