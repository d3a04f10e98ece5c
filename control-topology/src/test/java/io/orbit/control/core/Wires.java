package io.orbit.control.core;

import io.orbit.control.codec.CommandCodec;
import io.orbit.control.codec.DefinitionCodec;
import io.orbit.control.topology.ControlTopology;
import io.orbit.control.topology.Liveness;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The topology on one partition, in Kafka's test driver: letters in, what it says out. */
final class Wires implements AutoCloseable {
    static final Topics TOPICS = Topics.DEFAULT;
    static final CommandCodec COMMANDS = new CommandCodec(
            new DefinitionCodec(new DefinitionValidator(MethodCatalog.load(Wires.class.getClassLoader()))));

    private static final String APPLICATION = "stories";
    private static final String STORE = "control";
    private static final String CHANGELOG = APPLICATION + '-' + STORE + "-changelog";

    private final Path folder;
    private final boolean onDisk;
    private final Liveness liveness;
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new TreeMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final Map<String, byte[]> changelog = new TreeMap<>();
    private final List<byte[]> events = new ArrayList<>();
    private TopologyTestDriver driver;
    private int opened;
    private long wall;

    /**
     * @param folder for the rows, if they are to be on disk
     * @param wall epoch ms that the clock shows
     */
    Wires(Path folder, boolean onDisk, long wall, Liveness liveness) {
        this.folder = folder;
        this.onDisk = onDisk;
        this.wall = wall;
        this.liveness = liveness;
        driver = open();
    }

    private Properties config() {
        Properties config = new Properties();
        config.put("application.id", APPLICATION);
        config.put("bootstrap.servers", "nowhere:1");
        config.put("state.dir", folder.resolve(Integer.toString(opened)).toString());
        config.put("statestore.cache.max.bytes", 0);
        return config;
    }

    private TopologyTestDriver open() {
        Topology topology = ControlTopology.build(TOPICS, 1, !onDisk, COMMANDS, liveness);
        TopologyTestDriver next = new TopologyTestDriver(topology, config(), Instant.ofEpochMilli(wall));
        offsets.clear();
        for (String topic : List.of(TOPICS.requests(), TOPICS.stepReports())) {
            inputs.put(topic, next.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer()));
        }
        Stream.concat(TOPICS.all().stream().map(Topics.Spec::name), Stream.of(CHANGELOG))
                .forEach(topic -> outputs.put(
                        topic,
                        next.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())));
        return next;
    }

    /** Time as the topology sees it, epoch ms. */
    long wall() {
        return wall;
    }

    /** Appends the letter, and works on it. */
    Letter.Posted post(Letter letter, long at) {
        Letter.Posted posted = posted(letter, at);
        inputs.get(letter.topic).pipeInput(new TestRecord<>(letter.key, letter.value, Instant.ofEpochMilli(at)));
        return posted;
    }

    /** Turns the clock, and works on what the topology then asks of itself; gives that. */
    List<Letter.Posted> turnTo(long at) {
        driver.advanceWallClockTime(Duration.ofMillis(at - wall));
        wall = at;
        List<Letter.Posted> own = new ArrayList<>();
        String topic = TOPICS.requests();
        outputs.get(topic)
                .readRecordsToList()
                .forEach(
                        record -> own.add(posted(new Letter(topic, record.key(), record.value()), record.timestamp())));
        return own;
    }

    private Letter.Posted posted(Letter letter, long at) {
        return new Letter.Posted(letter, at, offsets.merge(letter.topic, 1L, Long::sum) - 1);
    }

    /** What was written since the last call. */
    List<Said> said() {
        List<Said> said = new ArrayList<>();
        outputs.forEach((topic, output) -> output.readRecordsToList().forEach(record -> {
            if (topic.equals(CHANGELOG)) {
                changelog.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
                return;
            } else if (topic.equals(TOPICS.events())) {
                events.add(record.value());
            }
            said.add(Said.of(TOPICS, topic, record));
        }));
        return said;
    }

    /** All events since the beginning, as they are on the log. */
    List<byte[]> events() {
        return events;
    }

    /** The rows as a server would restore them from the changelog. */
    Map<String, byte[]> changelog() {
        return changelog;
    }

    /** The rows of the store. */
    Map<String, byte[]> rows() {
        Map<String, byte[]> rows = new TreeMap<>();
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(STORE);
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }

    /** Another server takes over, with the rows that it restores from the changelog. Only on disk. */
    void handOver() {
        driver.close();
        opened++;
        Path task =
                folder.resolve(Integer.toString(opened)).resolve(APPLICATION).resolve("0_0");
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(config(), new TaskId(0, 0), task.toFile());
        KeyValueStore<Bytes, byte[]> store =
                Stores.persistentKeyValueStore(STORE).get();
        store.init(context.getStateStoreContext(), store);
        changelog.forEach((key, row) -> store.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), row));
        store.close();
        driver = open();
    }

    @Override
    public void close() {
        driver.close();
    }
}
