package io.orbit.connectors.kafka;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.engine.Engines;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaLoadTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

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
    void source() throws Exception {
        int number = NUMBER.incrementAndGet();
        run = "default.test.01JD00000000000000000%05d".formatted(number);
        topic = "people-" + number;
        broker.topic(topic, 3);
        Files.writeString(data.resolve("people.csv"), "id,name\n1,Ada\n2,Grace\n3,\n4,Barbara\n5,Edsger\n");
    }

    @Test
    void everyRowBecomesARecordWithItsKeyAndAnIdForConsumers() throws Exception {
        var heard = load("'key':'id'").on(engine);

        List<ConsumerRecord<byte[], byte[]>> records = broker.committed(topic);
        assertThat(records)
                .extracting(record -> text(record.key()) + " " + text(record.value()))
                .containsExactlyInAnyOrder(
                        "1 {\"id\":1,\"name\":\"Ada\"}",
                        "2 {\"id\":2,\"name\":\"Grace\"}",
                        "3 {\"id\":3,\"name\":null}",
                        "4 {\"id\":4,\"name\":\"Barbara\"}",
                        "5 {\"id\":5,\"name\":\"Edsger\"}");
        assertThat(records)
                .extracting(
                        record -> text(record.headers().lastHeader("orbit-id").value()))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith(run + "/load/0/"));
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 5L).containsKey("bytes");
        assertThat(heard.metrics("read")).containsEntry("rowsOut", 5L);
        assertThat(heard.result("load").path("topic").asText()).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anAttemptAfterACommitThatWasNeverReportedSendsNothing(int writers) throws Exception {
        load("'key':'id','writers':" + writers).attempt(1, 1).on(engine);

        var second = load("'key':'id','writers':" + writers).attempt(2, 2).on(engine);

        assertThat(broker.committed(topic)).hasSize(5);
        assertThat(second.metrics("load")).containsEntry("rowsOut", 5L);
        assertThat(second.lines).anyMatch(line -> line.contains("already committed by an earlier attempt"));
    }

    @Test
    void anotherRunSendsAgain() throws Exception {
        load("'key':'id'").on(engine);

        load("'key':'id'").run("default.test.01JE0000000000000000000000").on(engine);

        assertThat(broker.committed(topic)).hasSize(10);
    }

    @Test
    void partsThatWereCommittedBeforeTheFailureAreNotSentAgain() throws Exception {
        // Random, so that compression does not make it small.
        byte[] large = new byte[5000];
        new Random(1).nextBytes(large);
        String name = HexFormat.of().formatHex(large);
        Files.writeString(data.resolve("more.csv"), "id,name\n6,Alan\n7," + name + "\n8,Donald\n9,Tony\n");
        setting("max.message.bytes", "2000");
        var failure = failure(load("'key':'id','writers':4").attempt(1, 1));
        int before = broker.committed(topic).size();
        setting("max.message.bytes", "100000");

        var heard = load("'key':'id','writers':4").attempt(2, 2).on(engine);

        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(before).isLessThan(9);
        assertThat(broker.committed(topic))
                .extracting(record -> text(record.key()))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(heard.metrics("load")).containsEntry("rowsOut", 9L);
    }

    @Test
    void anAttemptThatStoppedInTheMiddleOfItsTransactionIsShutOut() throws Exception {
        try (var stale = broker.producer(Map.of("transactional.id", run + "/load/0"))) {
            stale.initTransactions();
            stale.beginTransaction();
            stale.send(new ProducerRecord<>(topic, bytes("1"), bytes("half"))).get();

            load("'key':'id'").attempt(2, 2).on(engine);

            assertThatThrownBy(stale::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(broker.committed(topic))
                .hasSize(5)
                .extracting(record -> text(record.value()))
                .doesNotContain("half");
    }

    @Test
    void anAttemptOlderThanTheOneAtWorkIsRefused() throws Exception {
        KafkaCluster cluster =
                new KafkaCluster("kafka", topic, Map.of("bootstrap.servers", broker.bootstrap()), "none", true);
        try (Admin admin = cluster.admin()) {
            SinkLedger.open(cluster, admin, "orbit.sink-ledger", run + "/load").claim(5);
        }

        var failure = failure(load("'key':'id'").attempt(1, 4));

        assertThat(failure.code()).isEqualTo(ErrorCode.SINK_FENCED);
        assertThat(broker.committed(topic)).isEmpty();
    }

    @Test
    void theLedgerIsACompactedTopicOfTheGivenName() throws Exception {
        load("'ledgerTopic':'my-ledger'").on(engine);

        try (Admin admin = broker.admin()) {
            ConfigResource ledger = new ConfigResource(ConfigResource.Type.TOPIC, "my-ledger");
            var config = admin.describeConfigs(List.of(ledger)).all().get().get(ledger);
            assertThat(config.get("cleanup.policy").value()).contains("compact");
        }
    }

    @Test
    void avroIsReadBackAsItWasSent() throws Exception {
        String schema = "{'type':'record','name':'Person','fields':[{'name':'id','type':['null','int']},"
                + "{'name':'name','type':['null','string']}]}";
        load("'format':'avro','schema':" + schema).on(engine);

        broker.topic(topic + "-copy", 1);
        segment()
                .run(run)
                .step(
                        "back",
                        "ExtractMethods.kafka",
                        "{'with':{'connection':'kafka','topic':'%s','format':'avro','schema':%s}}"
                                .formatted(topic, schema))
                .step("copy", "LoadMethods.kafka", "{'with':{'connection':'kafka','topic':'%s-copy'}}".formatted(topic))
                .connections(broker.connections())
                .on(engine);

        assertThat(broker.committed(topic + "-copy"))
                .extracting(record ->
                        new ObjectMapper().readTree(record.value()).path("name").asText())
                .containsExactlyInAnyOrder("Ada", "Grace", "null", "Barbara", "Edsger");
    }

    @Test
    void aTopicThatDoesNotExistIsNotMade() throws Exception {
        String gone = topic + "-gone";

        var failure = failure(read().step(
                        "load", "LoadMethods.kafka", "{'with':{'connection':'kafka','topic':'%s'}}".formatted(gone)));

        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        try (Admin admin = broker.admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain(gone);
        }
    }

    @Test
    void aRefusedPasswordNamesTheCredentialAndNoSecret() throws Exception {
        var failure = failure(load("'connection':'wrong','key':'id'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failure.getMessage()).contains("vault:kv/data/kafka#wrong");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage())).doesNotContain(TestBroker.WRONG_PASSWORD);
        }
    }

    @Test
    void aPasswordThatIsRightIsEnough() throws Exception {
        load("'connection':'right','key':'id'").on(engine);

        assertThat(broker.committed(topic)).hasSize(5);
    }

    @Test
    void aKeyThatIsNoColumnIsRefusedWithTheColumnsThereAre() {
        var failure = failure(load("'key':'uuid'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(failure.getMessage()).contains("uuid").contains("id, name");
    }

    private Segments load(String with) {
        String connection = with.contains("'connection'") ? "" : "'connection':'kafka',";
        return read().step(
                        "load", "LoadMethods.kafka", "{'with':{%s'topic':'%s',%s}}".formatted(connection, topic, with));
    }

    private Segments read() {
        return segment()
                .run(run)
                .step(
                        "read",
                        "ExtractMethods.csv",
                        "{'with':{'path':'%s','schema':{'id':'int','name':'string'}}}".formatted(data))
                .connections(broker.connections());
    }

    private void setting(String name, String value) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static StepException failure(Segments segment) {
        return segment.failingOn(engine).failure;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
