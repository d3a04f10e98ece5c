package io.orbit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/** Writes the data of a command to stdout in the format that was asked for. */
public final class Output {
    private final Session session;

    Output(Session session) {
        this.session = session;
    }

    private PrintStream out() {
        return session.console().streams().out();
    }

    /**
     * One thing.
     *
     * @param name what names it, on as many lines as it takes; empty when nothing does
     */
    public void one(JsonNode document, Function<JsonNode, String> name, List<String> text) {
        switch (session.format()) {
            case table, wide -> lines(text);
            case json, ndjson -> document(session.console(), session.format(), document);
            case name -> {
                String named = name.apply(document);
                if (!named.isEmpty()) {
                    out().println(named);
                }
            }
        }
    }

    /**
     * A list: an array in JSON, also when empty.
     *
     * @param whenEmpty said on stderr, for people
     */
    public void many(List<? extends JsonNode> items, Function<JsonNode, String> name, Table table, String whenEmpty) {
        switch (session.format()) {
            case table, wide -> {
                if (items.isEmpty()) {
                    session.note(whenEmpty);
                } else {
                    lines(table.lines(session.width(), session.style()));
                }
            }
            case json -> document(session.console(), Format.json, Json.array(items));
            case ndjson -> items.forEach(item -> out().println(Json.line(item)));
            case name -> items.forEach(item -> out().println(name.apply(item)));
        }
    }

    public void lines(List<String> lines) {
        lines.forEach(out()::println);
        out().flush();
    }

    static void document(Console console, Format format, JsonNode document) {
        switch (format) {
            case json -> console.streams().out().println(Json.pretty(document));
            case ndjson -> console.streams().out().println(Json.line(document));
            case table, wide, name -> {
                // Nothing but data belongs on stdout.
            }
        }
    }
}
