package io.orbit.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaExtractTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String JSON = "'format':'json','schema':{'id':'bigint','name':'string'}";

    @TempDir
    static Path work;

    @TempDir
    Path data;

    private static TestBroker broker;
    private static SegmentEngine engine;

    private String run;
    private String topic;

    @BeforeAll
    static void open() throws Exception {
        broker = TestBroker.start(work);
        engine = Engines.create(broker.settings(work));
    }

    @AfterAll
    static void close() {
        engine.close();
        broker.close();
    }

    @BeforeEach
    void topic() throws Exception {
        int number = NUMBER.incrementAndGet();
        run = "default.test.01JD00000000000000000%05d".formatted(number);
        topic = "events-" + number;
        broker.topic(topic, 2);
    }

    @Test
    void jsonBecomesColumnsAndARecordsPlaceMayBeColumnsToo() throws Exception {
        try (var producer = broker.producer(Map.of())) {
            producer.send(new ProducerRecord<>(
                            topic,
                            1,
                            1_700_000_000_000L,
                            bytes("k"),
                            bytes("{\"id\":1,\"name\":\"Ada\",\"more\":true}")))
                    .get();
            producer.send(new ProducerRecord<>(topic, 1, bytes("gone"), null)).get();
        }

        rows(JSON + ",'metadata':['key','partition','offset','timestamp']");

        assertThat(lines())
                .hasSize(2)
                .anyMatch(line -> line.matches("1,Ada,k,1,0,2023-11-14T22:13:20.000.*"))
                .anyMatch(line -> line.startsWith(",,gone,1,1,"));
    }

    @Test
    void textStaysText() throws Exception {
        broker.send(topic, 0, "one", "zwölf");

        rows("'format':'string'");

        assertThat(lines()).containsExactlyInAnyOrder("one", "zwölf");
    }

    @Test
    void allAttemptsOfARunReadTheSameRecordsWhileTheTopicGrows() throws Exception {
        broker.send(topic, 0, "1", "2");
        var first = segment("'format':'string'").attempt(1, 1).on(engine);
        broker.send(topic, 0, "3");
        broker.send(topic, 1, "4");
        try (Admin admin = broker.admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        broker.send(topic, 2, "5");

        var second = segment("'format':'string'").attempt(2, 2).on(engine);
        var other = segment("'format':'string'")
                .run("default.test.01JE00000000000000000%05d".formatted(NUMBER.get()))
                .on(engine);

        assertThat(first.metrics("read")).containsEntry("rowsOut", 2L);
        assertThat(second.metrics("read")).containsEntry("rowsOut", 2L);
        assertThat(second.result("read")).isEqualTo(first.result("read"));
        assertThat(other.metrics("read")).containsEntry("rowsOut", 5L);
    }

    @Test
    void recordsOfAbortedAndOfOpenTransactionsAreNotRead() throws Exception {
        broker.send(topic, 0, "before");
        try (var aborted = broker.producer(Map.of("transactional.id", topic + "-a"));
                var open = broker.producer(Map.of("transactional.id", topic + "-b"))) {
            aborted.initTransactions();
            aborted.beginTransaction();
            aborted.send(new ProducerRecord<>(topic, 0, null, bytes("aborted"))).get();
            aborted.abortTransaction();
            broker.send(topic, 0, "between");
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(topic, 0, null, bytes("open"))).get();
            broker.send(topic, 0, "behind");

            rows("'format':'string'");

            open.abortTransaction();
        }
        assertThat(lines()).containsExactly("before", "between");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'from':'latest'; 0",
                "'from':{'offsets':{'0':3}}; 12",
                "'to':{'offsets':{'0':3,'1':0}}; 3",
                "'from':{'timestamp':1000000005000},'to':{'timestamp':'2001-09-09T01:46:48Z'}; 3",
                "'from':{'timestamp':'2030-01-01T00:00:00Z'}; 0",
                "'to':{'timestamp':'2030-01-01T00:00:00Z'}; 15"
            })
    void aReadBeginsAndEndsWhereTheStepSays(String range, long expected) throws Exception {
        try (var producer = broker.producer(Map.of())) {
            for (int second = 0; second < 15; second++) {
                long at = 1_000_000_000_000L + second % 10 * 1000L;
                producer.send(new ProducerRecord<>(topic, second < 10 ? 0 : 1, at, null, bytes("x")))
                        .get();
            }
        }

        var heard = segment("'format':'string'," + range).on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", expected);
    }

    @Test
    void aValueThatDoesNotFitFailsTheStepAndIsNamedByItsPlace() throws Exception {
        broker.send(topic, 1, "{\"id\":1}", "{\"id\":\"one\"}", "{\"id\":3}");

        var failure = failure(JSON);

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failure.getMessage()).contains("offset 1 of partition 1").contains(topic);
    }

    @Test
    void valuesThatDoNotFitAreDroppedAndCounted() throws Exception {
        broker.send(topic, 1, "{\"id\":1}", "{\"id\":\"one\"}", "no json", "", "{\"id\":3}");

        var heard = segment(JSON + ",'onDecodeError':'drop'").on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", 2L);
        assertThat(heard.lines).anyMatch(line -> line.contains("dropped 3 record(s)"));
    }

    @Test
    void valuesThatDoNotFitGoToTheQuarantineOncePerRun() throws Exception {
        broker.send(topic, 1, "{\"id\":1}", "no json", "{\"id\":3}");
        String with = JSON + ",'onDecodeError':'quarantine','quarantine':'%s/bad'".formatted(data);

        var heard = segment(with).attempt(1, 1).on(engine);
        segment(with).attempt(2, 2).on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", 2L).containsEntry("quarantined", 1L);
        var bad = Segments.segment()
                .step("bad", "ExtractMethods.parquet", "{'with':{'path':'%s/bad'}}".formatted(data))
                .on(engine);
        assertThat(bad.metrics("bad")).containsEntry("rowsOut", 1L);
    }

    @Test
    void avroThatDoesNotFitIsDroppedToo() throws Exception {
        String schema = "{'type':'record','name':'Event','fields':[{'name':'id','type':'long'},"
                + "{'name':'name','type':'string'}]}";
        // 21 as a long, then a text of 3 bytes; then a text that is said to be longer than it is.
        try (var producer = broker.producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {42, 6, 'A', 'd', 'a'}))
                    .get();
            producer.send(new ProducerRecord<>(topic, new byte[] {42, 60, 'A'})).get();
            producer.send(new ProducerRecord<>(topic, new byte[] {42, 0})).get();
        }

        rows("'format':'avro','onDecodeError':'drop','schema':" + schema);

        assertThat(lines()).containsExactlyInAnyOrder("21,Ada", "21,\"\"");
    }

    @Test
    void recordsThatWereDeletedBetweenTwoAttemptsAreMissed() throws Exception {
        broker.send(topic, 0, "1", "2", "3");
        segment("'format':'string'").attempt(1, 1).on(engine);
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }

        var failure = segment("'format':'string'").attempt(2, 2).failingOn(engine).failure;

        assertThat(failure.code()).isEqualTo(ErrorCode.INPUT_MISSING);
        assertThat(failure.getMessage()).contains(topic).contains("0 to 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'topic':'nowhere'; SOURCE_NOT_FOUND; nowhere",
                "'topic':'no topic'; PARAMETER_INVALID; topic",
                "'format':'json'; PARAMETER_INVALID; schema",
                "'format':'avro','schema':{'type':'int'}; PARAMETER_INVALID; record",
                "'format':'json','schema':{'offset':'int'},'metadata':['offset']; PARAMETER_INVALID; offset",
                "'from':'yesterday'; PARAMETER_INVALID; from",
                "'to':{'offsets':{'7':1}}; PARAMETER_INVALID; to",
                "'onDecodeError':'quarantine'; PARAMETER_INVALID; quarantine",
                "'connection':'wrong'; ACCESS_DENIED; vault:kv/data/kafka#wrong",
                "'connection':'option'; PARAMETER_INVALID; saslJaasConfig",
                "'connection':'other'; PARAMETER_INVALID; kafka",
                "'connection':'url'; PARAMETER_INVALID; host:port"
            })
    void aReadThatCannotBeDoneSaysWhy(String with, ErrorCode code, String word) {
        String more = "'option':{'type':'kafka','bootstrap':'a:1','options':{'saslJaasConfig':'x'}},"
                + "'other':{'type':'postgres'},'url':{'type':'kafka','bootstrap':'kafka://a:1'}";

        var failure = Segments.segment()
                .run(run)
                .step("read", "ExtractMethods.kafka", spec(with))
                .connections(broker.connections().replaceFirst("}$", "," + more + "}"))
                .failingOn(engine)
                .failure;

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(word).doesNotContain(TestBroker.WRONG_PASSWORD);
    }

    @Test
    void aLoginThatIsRightIsEnough() throws Exception {
        broker.send(topic, 0, IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new));

        var heard = segment("'connection':'right','format':'string'").on(engine);

        assertThat(heard.metrics("read")).containsEntry("rowsOut", 20L);
    }

    /** Reads, and writes what was read to text files. */
    private void rows(String with) {
        segment(with)
                .step("out", "LoadMethods.csv", "{'with':{'path':'%s/out','header':false}}".formatted(data))
                .on(engine);
    }

    private List<String> lines() throws Exception {
        try (var files = Files.list(data.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    private StepException failure(String with) {
        return segment(with).failingOn(engine).failure;
    }

    private Segments segment(String with) {
        return Segments.segment()
                .run(run)
                .step("read", "ExtractMethods.kafka", spec(with))
                .connections(broker.connections());
    }

    private String spec(String with) {
        String connection = with.contains("'connection'") ? "" : "'connection':'kafka',";
        String from = with.contains("'topic'") ? "" : "'topic':'%s',".formatted(topic);
        return "{'with':{" + connection + from + with + "}}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
