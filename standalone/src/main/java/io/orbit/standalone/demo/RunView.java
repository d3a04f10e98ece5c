package io.orbit.standalone.demo;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** One run in the terminal: a line per thing that a person wants to know, as it happens. */
final class RunView {
    /** Where a line goes on that the terminal is too narrow for: below the name of the step. */
    private static final int INDENT = 20;

    private final PrintWriter out;
    private final Terminal terminal;
    private final Map<String, Long> started = new HashMap<>();
    private long begun;

    RunView(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(LogFollower.Entry entry) {
        Event event = entry.event();
        Fact fact = event.fact();
        if (fact instanceof Fact.RunStarted && begun == 0) {
            begun = event.at();
        } else if (fact instanceof Fact.StepStarted start) {
            started.put(start.step(), event.at());
        } else if (fact instanceof Fact.StepSucceeded done) {
            line(event, Mark.OK, done.step(), rows(done.metrics()), took(done.step(), event.at()));
        } else if (fact instanceof Fact.StepFailed failed) {
            String said = failed.problem().message().replace("Step '" + failed.step() + "': ", "");
            String what = said.startsWith("attempt") ? said : "attempt %d: %s".formatted(failed.attempt(), said);
            line(event, Mark.FAILED, failed.step(), what, took(failed.step(), event.at()));
        } else if (fact instanceof Fact.RetryScheduled retry) {
            String what = "attempt %d waits %s on the retry topics".formatted(retry.attempt(), time(retry.delayMs()));
            line(event, Mark.RETRY, retry.step(), what, "");
        } else if (fact instanceof Fact.StepDeadLettered dead) {
            line(event, Mark.FAILED, dead.step(), "dead letter after %d attempts".formatted(dead.attempts()), "");
        } else if (fact instanceof Fact.RunResumed resumed) {
            begun = event.at();
            line(
                    event,
                    Mark.RETRY,
                    "",
                    resumed.kind().toLowerCase(Locale.ROOT) + ", runs again: " + resumed.reset(),
                    "");
        } else if (fact instanceof Fact.RunSucceeded) {
            out.println(coloured(Mark.OK, "  succeeded") + " in " + time(event.at() - begun));
        } else if (fact instanceof Fact.RunFailed failed) {
            String said = coloured(Mark.FAILED, "failed") + " after " + time(event.at() - begun) + ": ";
            out.println(terminal.wrapped("  " + said, 4, failed.message()));
        }
        out.flush();
    }

    private enum Mark {
        OK("ok   ", "32"),
        FAILED("fail ", "31"),
        RETRY("retry", "33");

        private final String word;
        private final String colour;

        Mark(String word, String colour) {
            this.word = word;
            this.colour = colour;
        }
    }

    private void line(Event event, Mark mark, String step, String what, String took) {
        String at = "+" + time(event.at() - begun);
        String begin = "  %9s  %s  %-14s %-9s ".formatted(at, coloured(mark, mark.word), step, took);
        out.println(terminal.wrapped(begin, INDENT, what).stripTrailing());
    }

    private String coloured(Mark mark, String text) {
        return terminal.coloured(mark.colour, text);
    }

    private String took(String step, long at) {
        Long since = started.get(step);
        return since == null ? "" : time(at - since);
    }

    private static String rows(Map<String, Long> metrics) {
        StringJoiner words = new StringJoiner(", ");
        add(words, metrics, "rowsIn", "%,d rows in");
        add(words, metrics, "rowsOut", "%,d rows");
        add(words, metrics, "quarantined", "%,d quarantined");
        add(words, metrics, "dropped", "%,d dropped");
        return words.toString();
    }

    private static void add(StringJoiner words, Map<String, Long> metrics, String name, String format) {
        Long value = metrics.get(name);
        boolean twice = name.equals("rowsIn") && value != null && value.equals(metrics.get("rowsOut"));
        if (value != null && !twice && (value > 0 || name.startsWith("rows"))) {
            words.add(String.format(Locale.ROOT, format, value));
        }
    }

    static String time(long millis) {
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
