package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Format;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.RunText;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orbit replay}: rebuilds all state from the log and compares it with the live stores. */
@Command(
        name = "replay",
        description =
                "Rebuild all state from the event log and compare it with the live stores; exit 1 when they differ.")
public final class ReplayCommand implements Callable<Integer> {
    private static final int SHOWN = 16;

    private final Session session;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long it may take (default: ${DEFAULT-VALUE}).")
    private String timeout = "10m";

    public ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration patience = FollowOptions.duration(timeout);
        JsonNode report = session.client().post(new Call("/replay", patience), Json.object(), session.idempotencyKey());
        boolean equal = report.path("equal").asBoolean();
        session.output().one(report, r -> equal ? "equal" : "different", text(report, equal));
        for (JsonNode partition : report.path("partitions")) {
            if (partition.path("foreign").asLong() > 0) {
                session.note(
                        "Partition %s of the events holds %s that Orbit has not written, the first at offset %s. Skipped."
                                .formatted(
                                        partition.path("partition").asText(""),
                                        Text.count(partition.path("foreign").asLong(), "record"),
                                        partition.path("firstForeign").asText("")));
            }
        }
        if (!equal) {
            session.note("The log is the truth: what the live stores say differs from it and should be reported.");
        }
        return (equal ? Exit.OK : Exit.ERROR).code();
    }

    private List<String> text(JsonNode report, boolean equal) {
        Style style = session.style();
        Table table = new Table(
                Table.Column.of("PARTITION").toTheRight(),
                Table.Column.of("EVENTS").toTheRight(),
                Table.Column.of("LIVE").cut(),
                Table.Column.of("REPLAYED").cut(),
                Table.Column.of("RESULT").painted(word -> style.ofStatus(RunText.status(word), word)));
        int different = 0;
        for (JsonNode partition : report.path("partitions")) {
            boolean same = partition.path("equal").asBoolean();
            different += same ? 0 : 1;
            table.add(
                    partition.path("partition").asText(""),
                    Text.count(partition.path("events").asLong()),
                    hash(partition.path("liveHash")),
                    hash(partition.path("replayHash")),
                    style.word(same ? "EQUAL" : "DIFFERENT"));
        }
        List<String> lines = new ArrayList<>(table.lines(session.width(), style));
        String speed = Text.count(report.path("events").asLong(), "event") + " replayed at "
                + Text.count(report.path("eventsPerSecond").asLong()) + " events/s: ";
        String verdict = equal ? "the state is the same" : "the state DIFFERS in " + Text.count(different, "partition");
        lines.add("");
        lines.add(speed + style.ofStatus(equal ? "EQUAL" : "DIFFERENT", verdict) + ".");
        return lines;
    }

    /** Enough of a hash to tell two apart; all of it with {@code -o wide} or JSON. */
    private String hash(JsonNode hash) {
        String text = hash.asText("");
        return session.format() == Format.wide || text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    }
}
