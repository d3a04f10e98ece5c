package io.orbit.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orbit.cli.http.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
    private static final Style STYLE = new Style(false, true);
    private static final Instant NOW = Instant.parse("2026-01-10T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "840, 840 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "6149, 6.1 s",
        "59999, 59.9 s",
        "60000, 1m 00s",
        "246000, 4m 06s",
        "3600000, 1h 00m",
        "7380000, 2h 03m",
        "273600000, 3d 04h",
        "-5, 0 ms"
    })
    void durationsAreShortAndNeverRoundedUp(long ms, String text) {
        assertThat(Times.duration(Duration.ofMillis(ms))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-10T09:59:59Z, just now", "2026-01-10T09:59:20Z, 40 s ago", "2026-01-10T09:55:30Z, 4 min ago",
        "2026-01-10T07:00:00Z, 3 h ago", "2026-01-08T09:00:00Z, 2 d ago", "2025-12-31T23:30:00Z, 2026-01-01",
        "2026-01-10T10:00:30Z, just now", "nonsense, ''"
    })
    void agesAreRelativeUntilTheyAreAWeek(String time, String text) {
        assertThat(new Times(NOW, ZoneOffset.ofHours(1)).ago(TextNode.valueOf(time)))
                .isEqualTo(text);
    }

    @Test
    void timesOfDayAreThoseOfTheZoneWhichHasALabel() {
        Times times = new Times(NOW, ZoneId.of("Europe/Berlin"));

        assertThat(times.clock(TextNode.valueOf("2026-01-10T09:00:00.123Z"))).isEqualTo("10:00:00.123");
        assertThat(times.zoneLabel()).isEqualTo("+01:00");
        assertThat(new Times(NOW, ZoneOffset.UTC).zoneLabel()).isEqualTo("UTC");
    }

    @Test
    void aTableCutsNamesFirstThenDropsColumnsThenCutsTheRest() {
        Table table = new Table(
                        Table.Column.of("NAME").cut(),
                        Table.Column.of("LESS").importance(1),
                        Table.Column.of("MORE").importance(2),
                        Table.Column.of("ID"))
                .add("a-very-long-name-indeed", "l", "m", "0123456789");

        assertThat(table.lines(80, STYLE).get(1)).isEqualTo("a-very-long-name-indeed  l     m     0123456789");
        assertThat(table.lines(36, STYLE).get(1)).isEqualTo("a-very-long…  l     m     0123456789");
        assertThat(table.lines(30, STYLE).get(1)).isEqualTo("a-very-long…  m     0123456789");
        assertThat(table.lines(24, STYLE).get(1)).isEqualTo("a-very-long…  0123456789");
        assertThat(table.lines(12, STYLE).get(1)).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void aTableLeavesOutWhatHasNoText() {
        Table table = new Table(Table.Column.of("A"), Table.Column.of("B").importance(1)).add("x", "");

        assertThat(table.lines(80, STYLE)).containsExactly("A", "x");
    }

    @Test
    void colourDoesNotChangeTheLayout() {
        Style colour = new Style(true, true);
        Table table = new Table(
                        Table.Column.of("S").painted(word -> colour.ofStatus("FAILED", word)), Table.Column.of("N"))
                .add("✗ failed", "x");

        List<String> plain = table.lines(80, STYLE);
        List<String> painted = table.lines(80, colour);

        assertThat(painted.get(1)).contains("\u001b[31m✗ failed\u001b[0m");
        assertThat(painted.stream()
                        .map(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                        .toList())
                .isEqualTo(plain);
    }

    @Test
    void wrappedTextKeepsWordsWhole() {
        assertThat(Text.wrap("one two default.flights.01K5XYZ8QJ three", 10))
                .containsExactly("one two", "default.flights.01K5XYZ8QJ", "three");
    }

    @Test
    void escapeSequencesAndLineBreaksOfOthersAreTakenOut() {
        assertThat(Text.plain("a\u001b[31mred\u001b[0m\nb\u001b]0;title\u0007c\u001b"))
                .isEqualTo("ared b]0;title c");
    }

    @Test
    void theNowShowsWhatIsBusyAndHowFarTheRunIs() throws IOException {
        LiveRun run = new LiveRun();
        run.apply(event("RunStarted", "2026-01-10T09:59:50Z", "{}"));
        run.apply(event("StepStarted", "2026-01-10T09:59:50Z", "{\"step\":\"a\",\"attempt\":1,\"runner\":\"r1\"}"));
        run.apply(event("StepSucceeded", "2026-01-10T09:59:51Z", "{\"step\":\"a\",\"metrics\":{\"rowsOut\":5}}"));
        run.apply(event("StepStarted", "2026-01-10T09:59:52Z", "{\"step\":\"b\",\"attempt\":2,\"runner\":\"r1\"}"));
        run.apply(event("StepScheduled", "2026-01-10T09:59:52Z", "{\"step\":\"c\",\"attempt\":1}"));
        LiveView view = new LiveView(STYLE, 80, 24, true, 5, 7);

        assertThat(view.now(run, NOW))
                .containsExactly(
                        "  ● b        8.0 s  attempt 2  r1",
                        "  ● c               waits for a runner",
                        "  running  1/7 steps  10.0 s  (Ctrl-C detaches)");
    }

    @Test
    void aStreamShowsHowFarItIs() throws IOException {
        LiveRun run = new LiveRun();
        JsonNode progress = event(
                "StepProgressed",
                "2026-01-10T09:59:52Z",
                "{\"step\":\"a\",\"metrics\":{\"rowsOut\":5,\"lag\":1200,\"latencyP95Ms\":900}}");
        run.apply(event("StepStarted", "2026-01-10T09:59:50Z", "{\"step\":\"a\",\"attempt\":1,\"runner\":\"r1\"}"));
        LiveStep step = run.apply(progress).orElseThrow();

        assertThat(new LiveView(STYLE, 80, 24, true, 5, 1).now(run, NOW).get(0)).endsWith("r1  lag 1,200  p95 900 ms");
        assertThat(new LiveView(STYLE, 80, 24, false, 5, 1)
                        .added(progress, step)
                        .get(0))
                .endsWith("lag 1,200  p95 900 ms");
        assertThat(new LiveView(STYLE, 80, 24, true, 5, 1).added(progress, step))
                .isEmpty();
    }

    @Test
    void theNowNeverFillsMoreThanTheScreen() throws IOException {
        LiveRun run = new LiveRun();
        for (int i = 0; i < 100; i++) {
            run.apply(event(
                    "StepStarted", "2026-01-10T09:59:50Z", "{\"step\":\"s" + i + "\",\"attempt\":1,\"runner\":\"r\"}"));
        }
        LiveView view = new LiveView(STYLE, 80, 24, true, 5, 100);

        assertThat(view.now(run, NOW)).hasSizeLessThan(24).contains("  … and 80 more");
    }

    @Test
    void aResumedRunForgetsTheStepsThatRunAgain() throws IOException {
        LiveRun run = new LiveRun();
        run.apply(event(
                "StepFailed", "2026-01-10T09:00:00Z", "{\"step\":\"a\",\"code\":\"ORB-2102\",\"message\":\"m\"}"));
        run.apply(event("RunFailed", "2026-01-10T09:00:00Z", "{}"));
        assertThat(run.status()).isEqualTo("FAILED");

        run.apply(event("RunResumed", "2026-01-10T10:00:00Z", "{\"epoch\":1,\"kind\":\"RETRY\",\"reset\":[\"a\"]}"));

        assertThat(run.status()).isEqualTo("RUNNING");
        assertThat(run.steps()).extracting(LiveStep::status).containsExactly("PENDING");
        assertThat(run.position()).isEqualTo("3:7");
    }

    private static JsonNode event(String type, String at, String data) throws IOException {
        return Json.MAPPER.readTree(
                "{\"type\":\"%s\",\"at\":\"%s\",\"partition\":3,\"offset\":7,\"data\":%s}".formatted(type, at, data));
    }
}
