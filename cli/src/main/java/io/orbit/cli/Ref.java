package io.orbit.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** What the user named: a pipeline, or one of its runs. */
public sealed interface Ref {
    /** {@code namespace.name} */
    String pipeline();

    /** @param pipeline {@code namespace.name} */
    record Pipeline(String pipeline) implements Ref {}

    /** @param id {@code namespace.name.ULID} */
    record Run(String pipeline, String id) implements Ref {}

    Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    // Begins with a digit where names begin with a letter, so the two cannot be confused.
    Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

    /** Reads {@code name}, {@code ns.name}, {@code name.ULID} or {@code ns.name.ULID}. */
    static Ref of(String text, String namespace) {
        int dot = text.lastIndexOf('.');
        String last = text.substring(dot + 1).toUpperCase(Locale.ROOT);
        if (ULID.matcher(last).matches()) {
            if (dot < 0) {
                throw Failure.usage("'%s' is only the end of a run's id. Give all of it: %s.<pipeline>.%s."
                        .formatted(text, namespace, last));
            }
            String pipeline = pipelineNamed(text.substring(0, dot), namespace);
            return new Run(pipeline, pipeline + '.' + last);
        }
        return new Pipeline(pipelineNamed(text, namespace));
    }

    /** Refuses a pipeline where only a run will do. */
    static Run run(String text, String namespace) {
        if (of(text, namespace) instanceof Run run) {
            return run;
        }
        throw Failure.usage("'%s' names a pipeline, not a run. Its runs: orbit status %s".formatted(text, text));
    }

    /** Refuses a run where only a pipeline will do. */
    static Pipeline pipeline(String text, String namespace) {
        if (of(text, namespace) instanceof Pipeline pipeline) {
            return pipeline;
        }
        throw Failure.usage("'%s' names a run, not a pipeline.".formatted(text));
    }

    private static String pipelineNamed(String text, String namespace) {
        String[] parts = text.split("\\.", -1);
        String whole = parts.length == 1 ? namespace + '.' + text : text;
        for (String part : whole.split("\\.", -1)) {
            if (parts.length > 2 || !NAME.matcher(part).matches()) {
                throw Failure.usage(
                        "'%s' is not a name. Names look like 'flights-daily' or 'default.flights-daily': lower-case letters, digits and dashes."
                                .formatted(text));
            }
        }
        return whole;
    }

    /** The shortest text that means the same in this namespace. */
    static String shorten(String id, String namespace) {
        return id.startsWith(namespace + '.') ? id.substring(namespace.length() + 1) : id;
    }
}
