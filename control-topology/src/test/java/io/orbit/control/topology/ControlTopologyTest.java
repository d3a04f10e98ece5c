package io.orbit.control.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.control.codec.CommandCodec;
import io.orbit.control.codec.DefinitionCodec;
import io.orbit.control.codec.EventCodec;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodCatalog;
import io.orbit.wire.ReportItem;
import io.orbit.wire.Request;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepReport;
import io.orbit.wire.report.StepFailed;
import io.orbit.wire.report.StepStarted;
import io.orbit.wire.report.StepSucceeded;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RunRequested;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as a whole, on one partition, without a broker. */
class ControlTopologyTest {
    private static final Topics TOPICS = Topics.DEFAULT;
    private static final String PIPELINE = "default.two";
    private static final String DEFINITION = """
            {"apiVersion":"orbit/v1","name":"two","retry":{"maxRetries":1,"delayMs":47000,"jitter":0},"steps":[
              {"id":"a","method":"UserMethods.noop","with":{"result":{"n":1}}},
              {"id":"b","method":"UserMethods.noop","materialize":true,"with":{"result":"${steps.a.result.n}"}},
              {"id":"c","method":"UserMethods.noop","with":{}}]}""";

    @TempDir
    private Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> requests;
    private TestInputTopic<String, byte[]> reports;
    private TestOutputTopic<String, byte[]> events;
    private TestOutputTopic<String, byte[]> offers;
    private TestOutputTopic<String, byte[]> poison;

    @BeforeEach
    void start() {
        CommandCodec commands = new CommandCodec(new DefinitionCodec(
                new DefinitionValidator(MethodCatalog.load(getClass().getClassLoader()))));
        Properties config = new Properties();
        config.put("application.id", "test");
        config.put("bootstrap.servers", "nowhere:1");
        config.put("state.dir", state.toString());
        driver = new TopologyTestDriver(
                ControlTopology.build(TOPICS, 1, true, commands, (runner, epoch) -> null), config);
        requests = driver.createInputTopic(TOPICS.requests(), new StringSerializer(), new ByteArraySerializer());
        reports = driver.createInputTopic(TOPICS.stepReports(), new StringSerializer(), new ByteArraySerializer());
        events = output(TOPICS.events());
        offers = output(TOPICS.stepCommands());
        poison = output(TOPICS.poison());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aRunGoesFromRequestToSuccessAndEachOfferCarriesWhatItNeeds() {
        apply(DEFINITION);
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");
        StepCommand first = offer();

        report(first, new ReportItem("a", new StepStarted()), succeeded("a", "{\"n\":1}"));
        report(first, new ReportItem("b", new StepStarted()), succeeded("b", null));
        StepCommand second = offer();
        report(second, new ReportItem("c", new StepStarted()), succeeded("c", null));

        assertThat(first.getSteps()).extracting(step -> step.getId()).containsExactly("a", "b");
        assertThat(second.getSteps()).extracting(step -> step.getId()).containsExactly("c");
        assertThat(second.getFence()).isGreaterThan(first.getFence());
        assertThat(facts()).last().isInstanceOf(Fact.RunSucceeded.class);
        assertThat(offers.isEmpty()).isTrue();
    }

    @Test
    void aFailureThatMayPassWaitsInTheTopicOfItsLargestCoin() {
        apply(DEFINITION);
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");

        report(offer(), new ReportItem("a", new StepStarted()), failed("a", ErrorCode.SINK_UNREACHABLE));

        var ticket = Wire.TICKET.decode(output("orbit.retries.30s").readValue());
        assertThat(ticket.getAttempt()).isEqualTo(2);
        assertThat(facts()).last().isInstanceOf(Fact.RetryScheduled.class);
        assertThat(offers.isEmpty()).isTrue();
    }

    @Test
    void aFailureThatCannotPassIsADeadLetterInTheSameTransaction() {
        apply(DEFINITION);
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");

        report(offer(), new ReportItem("a", new StepStarted()), failed("a", ErrorCode.ACCESS_DENIED));

        var letter = Wire.DEAD_LETTER.decode(output(TOPICS.deadLetters()).readValue());
        assertThat(letter.getStep()).isEqualTo("a");
        assertThat(letter.getCode()).isEqualTo(ErrorCode.ACCESS_DENIED.id());
        assertThat(facts()).last().isInstanceOf(Fact.RunFailed.class);
    }

    @Test
    void whateverBytesComeThePartitionGoesOn() {
        apply(DEFINITION);

        requests.pipeInput(PIPELINE, new byte[] {1, 2, 3});
        requests.pipeInput(PIPELINE, new byte[0]);
        requests.pipeInput(PIPELINE, new byte[] {0, 0, 0, 0, 99, 1});
        reports.pipeInput(PIPELINE, new byte[] {0, 0, 0, 3, (byte) 0xec, 1});
        requests.pipeInput("another.key", Wire.REQUEST.encode(cancel("default.two.01ARZ3NDEKTSV4RRFFQ69G5FAV")));
        requests.pipeInput(
                "", "{\"type\":\"RunRequested\",\"pipeline\":\"NOT A NAME\"}".getBytes(StandardCharsets.UTF_8));
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");

        List<TestRecord<String, byte[]>> parked = poison.readRecordsToList();
        assertThat(parked).hasSize(6);
        assertThat(parked)
                .allSatisfy(record -> assertThat(record.headers())
                        .extracting(header -> header.key())
                        .containsExactly(
                                "orbit.topic", "orbit.partition", "orbit.offset", "orbit.code", "orbit.message"));
        assertThat(parked.get(0).value()).containsExactly(1, 2, 3);
        assertThat(offer().getSteps()).isNotEmpty();
    }

    @Test
    void whatIsTooLargeToBeToldOfIsParkedAndCutToWhatATopicTakes() {
        apply(DEFINITION);
        byte[] endless = new byte[2 * Topics.MAX_RECORD_BYTES];
        String actor = "a".repeat(Topics.MAX_RECORD_BYTES - 1_000);

        requests.pipeInput(null, endless);
        reports.pipeInput(null, endless);
        requests.pipeInput(
                null, Wire.REQUEST.encode(new Request(PIPELINE, actor, null, null, new RunRequested("{}", "api"))));
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");

        List<TestRecord<String, byte[]>> parked = poison.readRecordsToList();
        assertThat(parked).hasSize(3).allSatisfy(record -> {
            assertThat(record.value().length).isLessThan(Topics.MAX_RECORD_BYTES - 8 * 1024);
            assertThat(record.headers().lastHeader("orbit.length")).isNotNull();
        });
        assertThat(offer().getSteps()).isNotEmpty();
    }

    @Test
    void whatCannotBeDoneIsRejectedOnTheRecord() {
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.unknown\",\"params\":{}}");
        apply("{\"apiVersion\":\"orbit/v1\",\"name\":\"two\",\"steps\":[]}");
        requests.pipeInput(PIPELINE, Wire.REQUEST.encode(cancel("default.two.01ARZ3NDEKTSV4RRFFQ69G5FAV")));
        requests.pipeInput(PIPELINE, Wire.REQUEST.encode(cancel("no run id")));

        assertThat(facts())
                .extracting(fact -> ((Fact.Rejected) fact).code())
                .containsExactly(
                        ErrorCode.PIPELINE_NOT_FOUND.id(),
                        ErrorCode.DEFINITION_INVALID.id(),
                        ErrorCode.RUN_NOT_FOUND.id(),
                        ErrorCode.RUN_NOT_FOUND.id());
    }

    @Test
    void theSameKeyStartsOneRun() {
        apply(DEFINITION);
        String request =
                "{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{},\"idempotencyKey\":\"k\"}";

        json(request);
        json(request);

        List<Event> history = history();
        String run = history.stream()
                .filter(event -> event.fact() instanceof Fact.RunAccepted)
                .map(Event::runId)
                .collect(Collectors.joining());
        Event last = history.get(history.size() - 1);
        assertThat(last.fact()).isInstanceOf(Fact.Rejected.class);
        assertThat(last.runId()).isEqualTo(run);
    }

    @Test
    void ofARunThatFailsWhileItIsOfferedNothingMoreIsOffered() {
        apply("""
                {"apiVersion":"orbit/v1","name":"two","steps":[
                  {"id":"a","method":"ExtractMethods.csv","with":{"path":"a"},"materialize":true},
                  {"id":"b","method":"ExtractMethods.csv","with":{"path":"b"},"materialize":true},
                  {"id":"large","method":"UserMethods.union","inputs":["a","b"]},
                  {"id":"small","method":"UserMethods.pause","inputs":["b"],"with":{"durationMs":1}}]}""");
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");
        StepCommand first = offer();
        StepCommand second = offer();
        String output = "\"" + "o".repeat(Topics.MAX_RECORD_BYTES / 2) + "\"";

        report(first, new ReportItem("a", new StepStarted()), wrote("a", output));
        report(second, new ReportItem("b", new StepStarted()), wrote("b", output));

        assertThat(facts()).last().isInstanceOf(Fact.RunFailed.class);
        assertThat(offers.isEmpty()).isTrue();
    }

    @Test
    void aDefinitionThatLiftsTheLimitLetsInAsManyAsWait() {
        int waiting = 1_500;
        apply(DEFINITION.replace("\"steps\"", "\"execution\":{\"maxActiveRuns\":1},\"steps\""));
        for (int i = 0; i <= waiting; i++) {
            json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");
        }
        events.readValuesToList();

        apply(DEFINITION);

        Map<String, Long> causes = events.readValuesToList().stream()
                .map(EventCodec::decode)
                .filter(event -> event.fact() instanceof Fact.RunStarted)
                .collect(Collectors.groupingBy(Event::cause, Collectors.counting()));
        assertThat(causes.values().stream().mapToLong(n -> n).sum()).isEqualTo(waiting);
        assertThat(causes.values()).as("in one transaction").allMatch(started -> started <= 101);
    }

    @Test
    void aReportThatSaysMoreThanARunnerEverDoesIsParked() {
        apply(DEFINITION);
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");
        StepCommand offer = offer();
        facts();

        ReportItem[] many = new ReportItem[30_000];
        Arrays.fill(many, new ReportItem("a", new StepStarted()));
        report(offer, many);
        report(offer, new ReportItem("a".repeat(500), new StepStarted()));

        assertThat(facts()).isEmpty();
        assertThat(poison.readRecordsToList())
                .extracting(parked ->
                        new String(parked.headers().lastHeader("orbit.code").value(), StandardCharsets.UTF_8))
                .containsExactly(ErrorCode.REPORT_TOO_LONG.id(), ErrorCode.REPORT_TOO_LONG.id());
    }

    @Test
    void aResultThatIsNotJsonIsAFailureOfTheRunner() {
        apply(DEFINITION);
        json("{\"type\":\"RunRequested\",\"pipeline\":\"default.two\",\"params\":{}}");

        report(offer(), new ReportItem("a", new StepStarted()), succeeded("a", "{\"n\":"));

        assertThat(facts())
                .filteredOn(Fact.StepFailed.class::isInstance)
                .singleElement()
                .extracting(fact -> ((Fact.StepFailed) fact).problem().code())
                .isEqualTo(ErrorCode.RUNNER_INTERNAL.id());
    }

    private void apply(String definition) {
        Request request = new Request(PIPELINE, "test", null, null, new PipelineSubmitted(definition));
        requests.pipeInput(PIPELINE, Wire.REQUEST.encode(request));
    }

    private void json(String request) {
        requests.pipeInput(null, request.getBytes(StandardCharsets.UTF_8));
    }

    private StepCommand offer() {
        return Wire.COMMAND.decode(offers.readValue());
    }

    private void report(StepCommand offer, ReportItem... items) {
        StepReport report = new StepReport(
                offer.getPipeline(),
                offer.getRunId(),
                offer.getSegment(),
                offer.getAttempt(),
                offer.getFence(),
                "runner",
                1L,
                Arrays.asList(items));
        reports.pipeInput(offer.getPipeline(), Wire.REPORT.encode(report));
    }

    private static ReportItem succeeded(String step, String result) {
        return new ReportItem(step, new StepSucceeded(result, List.of(), null));
    }

    private static ReportItem wrote(String step, String output) {
        return new ReportItem(step, new StepSucceeded(null, List.of(), output));
    }

    private static ReportItem failed(String step, ErrorCode code) {
        return new ReportItem(step, new StepFailed(code.id(), code.kind().name(), code.meaning()));
    }

    private static Request cancel(String run) {
        return new Request(PIPELINE, null, null, null, new CancelRequested(run, "test"));
    }

    private List<Event> history() {
        return events.readValuesToList().stream().map(EventCodec::decode).toList();
    }

    private List<Fact> facts() {
        return history().stream().map(Event::fact).toList();
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
