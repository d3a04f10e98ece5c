package io.orbit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final String RUN = Samples.RUN;

    private final FakeOrbit server = new FakeOrbit();
    private final Cli cli = Cli.with(server);

    CommandsTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cancel --reason=wrong-day | cancel  | {\"reason\":\"wrong-day\"}",
                "cancel                    | cancel  | {}",
                "resume                    | resume  | {}",
                "retry                     | retry   | {}",
                "retry --from join         | retry   | {\"fromStep\":\"join\"}",
                "redrive                   | redrive | {}"
            })
    void aChangeIsAskedForAndItsDecisionAwaited(String command, String path, String body) {
        server.on(
                "POST /runs/" + RUN + "/" + path,
                "{\"runId\":\"" + RUN + "\",\"status\":\"RUNNING\",\"position\":\"3:1\"}");

        int exit = cli.run((command + " " + RUN).split(" "));

        assertThat(exit).isZero();
        assertThat(server.only("POST").target()).isEqualTo("/runs/" + RUN + "/" + path + "?wait=10000ms");
        assertThat(server.only("POST").body()).isEqualTo(body);
        assertThat(server.only("POST").idempotencyKey()).isNotEmpty();
        assertThat(cli.out()).contains("the run is ● running");
    }

    @Test
    void oneStepCanBeRedriven() {
        server.on("POST /runs/" + RUN + "/redrive", "{\"status\":\"RUNNING\"}");

        cli.run("redrive", "flights.01k5xyz8qj3n7m2p4r6t8v0w00", "join");

        assertThat(server.only("POST").body()).isEqualTo("{\"step\":\"join\"}");
    }

    @Test
    void aDecisionThatTakesTooLongIsNotASuccess() {
        server.on("POST /runs/" + RUN + "/resume", 202, "{\"position\":\"3:8\"}");

        assertThat(cli.run("resume", RUN)).isEqualTo(8);
        assertThat(cli.out()).contains("3:8", "not decided yet");
    }

    @Test
    void cancellingAPipelineAsksFirstAndCancelsItsActiveRuns() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "RUNNING")))
                .on("POST /runs/" + RUN + "/cancel", "{\"runId\":\"" + RUN + "\",\"status\":\"CANCELLING\"}");
        cli.terminal(80).types("y\n");

        assertThat(cli.run("cancel", "flights")).isZero();
        assertThat(cli.err()).contains("Cancel 1 active run of default.flights? [y/N]");
        assertThat(server.only("POST").target()).startsWith("/runs/" + RUN + "/cancel");
    }

    @Test
    void whereNobodyCanBeAskedYesMustBeSaid() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "RUNNING")));

        assertThat(cli.run("cancel", "flights")).isEqualTo(2);
        assertThat(cli.err()).contains("--yes");
        assertThat(server.asked()).noneMatch(asked -> asked.method().equals("POST"));
    }

    @Test
    void aNoCancelsNothing() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "RUNNING")));
        cli.terminal(80).types("\n");

        assertThat(cli.run("cancel", "flights")).isEqualTo(2);
        assertThat(server.asked()).noneMatch(asked -> asked.method().equals("POST"));
    }

    @Test
    void theStatusOfARunShowsStepsAttemptsAndWhatItWaitsFor() {
        server.on("GET /runs/" + RUN, Samples.run("RUNNING"));

        int exit = cli.run("status", RUN, "--utc");

        assertThat(exit).isZero();
        assertThat(cli.out())
                .contains("Status    ● running")
                .contains("Waiting   join: attempt 3 of 4, for ", ", until 10:00:35.000 UTC")
                .contains("extract  ✓ succeeded    1    840 ms  104,233  7 quarantined")
                .contains("Attempts of join")
                .contains("ORB-2102 It timed out.");
    }

    @Test
    void theStatusOfARunInThePastCountsToTheMomentOfItsEvent() throws IOException {
        String running = Samples.run("RUNNING")
                .replaceFirst(
                        "\"finishedAt\":\"2026-01-01T10:00:06.100Z\",\"durationMs\":6100",
                        "\"finishedAt\":null,\"durationMs\":null");
        server.on("GET /runs/" + RUN, running)
                .on(
                        "GET /runs/" + RUN + "/events",
                        Samples.events(
                                true,
                                5,
                                Samples.event(0, "Rejected", "", ""),
                                Samples.event(4, "StepStarted", "a", "")));

        cli.run("status", RUN, "--at", "4", "--utc");

        assertThat(server.asked())
                .extracting(FakeOrbit.Asked::target)
                .containsExactly("/runs/" + RUN + "?at=4", "/runs/" + RUN + "/events?from=4&limit=1");
        assertThat(cli.lines().get(2))
                .isEqualTo("Status    ● running  for 4.0 s, as of event 4, 2026-01-01 10:00:04 UTC");
        cli.run("status", RUN, "--at", "4", "-o", "json");
        assertThat(cli.json().at("/asOf/at").asText()).isEqualTo("2026-01-01T10:00:04.000Z");
    }

    @Test
    void thePastCannotBeWatched() {
        assertThat(cli.run("status", RUN, "--at", "4", "--watch")).isEqualTo(2);
        assertThat(cli.err()).contains("--at shows the past", "--watch");
        assertThat(cli.run("status", RUN, "--at", "4", "--wait")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void theStatusOfAPipelineIsItsLastTenRuns() {
        server.on("GET /pipelines/default.flights", "{}").on("GET /runs", Samples.items(Samples.row(RUN, "FAILED")));

        cli.run("status", "flights");

        assertThat(server.asked())
                .extracting(FakeOrbit.Asked::target)
                .contains("/runs?pipeline=default.flights&limit=10");
        assertThat(cli.lines().get(1)).contains("flights.01K5XYZ8QJ3N7M2P4R6T8V0W00", "✗ failed", "2/2", "6.1 s");
    }

    @Test
    void listsAreReadOverAllTheirPages() {
        server.on("GET /runs", "{\"items\":[" + Samples.row(RUN, "FAILED") + "],\"nextCursor\":\"c/1\"}")
                .on("GET /runs", Samples.items(Samples.row(RUN, "SUCCEEDED")));

        cli.run("list", "runs", "--limit", "600", "--status", "failed", "--pipeline", "flights", "-o", "name");

        assertThat(cli.lines()).hasSize(2);
        assertThat(server.asked())
                .extracting(FakeOrbit.Asked::target)
                .containsExactly(
                        "/runs?pipeline=default.flights&status=FAILED&limit=500",
                        "/runs?pipeline=default.flights&status=FAILED&limit=500&cursor=c%2F1");
    }

    @Test
    void eventsComeWithTheirCoordinates() {
        server.on("GET /runs/" + RUN + "/events", Samples.story("RunSucceeded"));

        cli.run("events", RUN);

        assertThat(cli.lines()).hasSize(10);
        assertThat(cli.lines().get(6))
                .contains("3:1206", "10:00:06.000", "StepFailed", "join", "ORB-2102 It timed out.");
    }

    @Test
    void followedEventsEndWithTheRun() {
        server.on("GET /runs/" + RUN + "/events", Samples.events(false, 2, Samples.event(1, "RunStarted", "", "")))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 3, Samples.event(2, "RunSucceeded", "", "")));

        int exit = cli.run("events", "-f", RUN);

        assertThat(exit).isZero();
        assertThat(cli.lines()).hasSize(3);
        assertThat(server.asked())
                .extracting(FakeOrbit.Asked::target)
                .containsExactly(
                        "/runs/" + RUN + "/events?from=0&limit=500&wait=20000ms",
                        "/runs/" + RUN + "/events?from=2&limit=500&wait=20000ms");
    }

    @Test
    void logLinesCannotSteerTheTerminal() {
        server.on(
                "GET /runs/" + RUN + "/logs",
                Samples.items(
                        "{\"at\":\"2026-01-01T10:00:00.000Z\",\"level\":\"WARN\",\"step\":\"join\",\"attempt\":1,\"line\":\"a\\u001b[2Jb\\tc\"}"));

        cli.run("logs", RUN, "--step", "join");

        assertThat(cli.out()).isEqualTo("10:00:00.000 WARN  join #1  ab c\n");
        assertThat(server.only("GET").target()).contains("step=join");
    }

    @Test
    void logsOfFailedStepsBeginWithTheirErrors() {
        server.on("GET /runs/" + RUN, Samples.run("FAILED"))
                .on(
                        "GET /runs/" + RUN + "/logs",
                        Samples.items("{\"step\":\"join\",\"line\":\"j\"}", "{\"step\":\"extract\",\"line\":\"e\"}"));

        cli.run("logs", RUN, "--failed");

        assertThat(cli.lines()).hasSize(2);
        assertThat(cli.lines().get(0)).isEqualTo("✗ join  attempt 2  ORB-2102 It timed out.");
        assertThat(cli.lines().get(1)).endsWith("join #  j");
    }

    @Test
    void logsOfFailedStepsHoldTheirErrorsInJsonToo() throws IOException {
        server.on("GET /runs/" + RUN, Samples.run("FAILED")).on("GET /runs/" + RUN + "/logs", Samples.items());

        cli.run("logs", RUN, "--failed", "-o", "json");

        assertThat(cli.json()).hasSize(1);
        assertThat(cli.json().at("/0/step").asText()).isEqualTo("join");
        assertThat(cli.json().at("/0/attempt").asInt()).isEqualTo(2);
        assertThat(cli.json().at("/0/error/code").asText()).isEqualTo("ORB-2102");
        assertThat(cli.json().at("/0/line").asText()).isEqualTo("ORB-2102 It timed out.");
        assertThat(cli.err()).isEmpty();
        cli.run("logs", RUN, "--failed", "--step", "extract", "-o", "json");
        assertThat(cli.json()).isEmpty();
    }

    @Test
    void whereErrorsAreShownNothingIsSaidToBeMissing() {
        server.on("GET /runs/" + RUN, Samples.run("FAILED")).on("GET /runs/" + RUN + "/logs", Samples.items());

        cli.run("logs", RUN, "--failed");

        assertThat(cli.lines()).containsExactly("✗ join  attempt 2  ORB-2102 It timed out.");
        assertThat(cli.err()).isEmpty();
        cli.run("logs", RUN, "--failed", "--step", "extract");
        assertThat(cli.err()).isEqualTo("No step has failed.\n");
    }

    @Test
    void theZoneOfTheTimesIsToldWithThemOnly() {
        server.on("GET /runs/" + RUN + "/logs", Samples.items("{\"at\":\"2026-01-01T10:00:00.000Z\",\"line\":\"x\"}"));

        cli.run("logs", RUN, "--utc");
        assertThat(cli.err()).isEqualTo("Times:    UTC\n");
        cli.run("logs", RUN, "--utc", "-o", "json");
        assertThat(cli.err()).isEmpty();
        cli.run("logs", "default.other.01K5XYZ8QJ3N7M2P4R6T8V0W00");
        assertThat(cli.err()).startsWith("error:");
    }

    @Test
    void followedLogsOfFailedStepsHoldTheirErrors() {
        server.on("GET /runs/" + RUN, Samples.run("FAILED"))
                .on("GET /runs/" + RUN + "/events", Samples.events(false, 2))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 2))
                .on("GET /runs/" + RUN + "/logs", Samples.items());

        cli.run("logs", "-f", RUN, "--failed");

        assertThat(cli.lines()).containsExactly("✗ join  attempt 2  ORB-2102 It timed out.");
    }

    @Test
    void followedLogsWriteEachLineOnce() {
        server.on("GET /runs/" + RUN + "/events", Samples.events(false, 2))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 2))
                .on("GET /runs/" + RUN + "/logs", Samples.items("{\"line\":\"b\"}", "{\"line\":\"b\"}"))
                .on(
                        "GET /runs/" + RUN + "/logs",
                        Samples.items("{\"line\":\"a\"}", "{\"line\":\"b\"}", "{\"line\":\"b\"}"));

        cli.run("logs", "-f", RUN, "-o", "name");

        assertThat(cli.lines()).containsExactly("b", "b", "a");
    }

    @Test
    void aPipelinesNameMeansItsLastRunWhereThingsAreOnlyLookedAt() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "FAILED")))
                .on("GET /runs/" + RUN + "/logs", Samples.items("{\"line\":\"x\"}"));

        assertThat(cli.run("logs", "flights")).isZero();
        assertThat(server.asked().get(0).target()).isEqualTo("/runs?pipeline=default.flights&limit=1");
    }

    @Test
    void aReplayThatGivesTheSameStateIsASuccess() {
        server.on("POST /replay", """
                {"partitions":[{"partition":0,"liveHash":"aa","replayHash":"aa","events":1200,"equal":true}],"events":1200,"eventsPerSecond":56123.4,"equal":true}""");

        assertThat(cli.run("replay")).isZero();
        assertThat(cli.lines()).contains("1,200 events replayed at 56,123 events/s: the state is the same.");
    }

    @Test
    void aReplayThatGivesAnotherStateIsAnErrorThatSaysWhere() {
        server.on("POST /replay", """
                {"partitions":[{"partition":0,"liveHash":"aa","replayHash":"aa","events":1,"equal":true},
                 {"partition":1,"liveHash":"aa","replayHash":"bb","events":1,"equal":false}],"events":2,"eventsPerSecond":2,"equal":false}""");

        assertThat(cli.run("replay")).isEqualTo(1);
        assertThat(cli.out()).contains("✗ different", "the state DIFFERS in 1 partition");
    }

    @Test
    void aDeadLetterIsRedrivenNotRetried() {
        server.on(
                        "GET /runs/" + RUN,
                        Samples.run("FAILED").replace("\"deadLetterToken\":null", "\"deadLetterToken\":\"t\""))
                .on("GET /runs/" + RUN + "/events", Samples.story("RunFailed"));

        cli.run("status", RUN, "--wait");

        assertThat(cli.err())
                .contains("orbit redrive flights.01K5XYZ8QJ3N7M2P4R6T8V0W00")
                .doesNotContain("orbit retry");
    }

    @Test
    void whoResumesASucceededRunLearnsHowToRepeatAStep() {
        server.refuses("POST /runs/" + RUN + "/resume", 409, "ORB-1105", "Every step succeeded.");

        assertThat(cli.run("resume", RUN)).isEqualTo(5);
        assertThat(cli.err())
                .isEqualTo("error: ORB-1105 Every step succeeded. A step and all that follow from it, again:"
                        + " orbit retry flights.01K5XYZ8QJ3N7M2P4R6T8V0W00 --from STEP\n");
    }

    @ParameterizedTest
    @CsvSource({"'', '', user.name", "ann, '', ann", "ann, bob, bob"})
    void aChangeSaysWhoAsksForIt(String variable, String flag, String actor) {
        server.on("POST /runs/" + RUN + "/resume", "{\"status\":\"RUNNING\"}");
        cli.env("ORBIT_ACTOR", variable);

        cli.run(("resume " + RUN + (flag.isEmpty() ? "" : " --actor " + flag)).split(" "));

        assertThat(server.only("POST").actor())
                .isEqualTo(actor.equals("user.name") ? System.getProperty("user.name") : actor);
    }

    @Test
    void anActorThatNoServerTakesIsRefusedHere() {
        assertThat(cli.run("resume", RUN, "--actor", "a\nb")).isEqualTo(2);
        assertThat(cli.err()).contains("--actor");
        assertThat(cli.run("resume", RUN, "--actor", "Zoë")).isEqualTo(2);
        assertThat(cli.run("resume", RUN, "--actor", "x".repeat(257))).isEqualTo(2);
        assertThat(cli.err()).contains("1 to 256 characters");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void theWideListsShowWhoAskedAndHow() {
        server.on("GET /runs", Samples.items(Samples.row(RUN, "FAILED")))
                .on(
                        "GET /runs/" + RUN + "/events",
                        Samples.events(
                                true,
                                2,
                                Samples.event(1, "RunAccepted", "", "")
                                        .replace("\"actor\":null", "\"actor\":\"ann\"")));

        cli.run("list", "runs", "-o", "wide");
        assertThat(cli.lines().get(0)).contains("TRIGGER");
        assertThat(cli.lines().get(1)).contains("  api");
        cli.run("list", "runs");
        assertThat(cli.lines().get(0)).doesNotContain("TRIGGER");
        cli.run("events", RUN, "-o", "wide");
        assertThat(cli.lines().get(0)).contains("ACTOR");
        assertThat(cli.lines().get(1)).contains("ann");
    }

    @Test
    void thatThereAreMoreEventsThanAskedForIsSaid() throws IOException {
        server.on(
                        "GET /runs/" + RUN + "/events",
                        Samples.events(true, 3, Samples.event(1, "A", "", ""), Samples.event(2, "B", "", "")))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 4, Samples.event(3, "C", "", "")))
                .on(
                        "GET /runs/" + RUN + "/events",
                        Samples.events(true, 3, Samples.event(1, "A", "", ""), Samples.event(2, "B", "", "")))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 3));

        cli.run("events", RUN, "--limit", "2", "-o", "json");
        assertThat(cli.json()).hasSize(2);
        assertThat(cli.err()).isEqualTo("The run has more events than these 2; give a larger --limit.\n");
        cli.run("events", RUN, "--limit", "2");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void aPageWithRejectionsBesideItsEventsIsNotTakenForTheLast() throws IOException {
        String[] first = new String[501];
        first[0] = Samples.event(0, "Rejected", "", "");
        for (int i = 1; i <= 500; i++) {
            first[i] = Samples.event(i, "A", "", "").replaceFirst("10:00:\\d+", "10:00:00");
        }
        server.on("GET /runs/" + RUN + "/events", Samples.events(true, 501, first))
                .on("GET /runs/" + RUN + "/events", Samples.events(true, 502, Samples.event(501, "B", "", "")));

        cli.run("events", RUN, "-o", "json");

        assertThat(cli.json()).hasSize(502);
    }

    @Test
    void thatEarlierAttemptsAreNotShownIsSaid() {
        String run = Samples.run("FAILED")
                .replace(
                        "\"attempts\":[{\"attempt\":1,\"status\":\"FAILED\"",
                        "\"attempts\":[{\"attempt\":5,\"status\":\"FAILED\"");
        server.on("GET /runs/" + RUN, run);

        cli.run("status", RUN);

        assertThat(cli.lines()).contains("Attempts of join (4 earlier: orbit events " + RUN + ")");
        server.on("GET /runs/default.flights.01K5XYZ8QJ3N7M2P4R6T8V0W01", Samples.run("FAILED"));
        cli.run("status", "flights.01K5XYZ8QJ3N7M2P4R6T8V0W01");
        assertThat(cli.lines()).contains("Attempts of join");
    }

    @Test
    void aFaultThatRepeatsTheMessageIsNotShownAgain() {
        server.on("GET /runs/" + RUN, 404, """
                {"title":"T","status":404,"code":"ORB-1101","detail":"There is no pipeline 'default.flights'. Did you mean 'x'?",
                 "errors":[{"code":"ORB-1101","pointer":"","message":"There is no pipeline 'default.flights'.","hint":"Did you mean 'x'?"}]}""");

        cli.run("status", RUN);

        assertThat(cli.err()).isEqualTo("error: ORB-1101 There is no pipeline 'default.flights'. Did you mean 'x'?\n");
    }

    @Test
    void theCompletionKnowsCommandsAndFlags() {
        assertThat(cli.run("completion", "bash")).isZero();
        assertThat(cli.out()).contains("complete -F _complete_orbit", "dead-letters", "--idempotency-key");
    }
}
