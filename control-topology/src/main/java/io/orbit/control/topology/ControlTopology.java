package io.orbit.control.topology;

import io.orbit.control.codec.CommandCodec;
import io.orbit.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The graph: requests and reports in, one processor with one store, every topic that it writes out.
 *
 * <p>One store, because each more is one more partition in every transaction; its rows are told apart by prefix.
 */
public final class ControlTopology {
    private static final String PROCESSOR = "control";

    private ControlTopology() {}

    /**
     * @param partitions of every partitioned topic
     * @param inMemory true to keep rows on the heap, false to keep them in RocksDB
     */
    public static Topology build(
            Topics topics, int partitions, boolean inMemory, CommandCodec commands, Liveness liveness) {
        KeyValueBytesStoreSupplier store = inMemory
                ? Stores.inMemoryKeyValueStore(ControlProcessor.STORE)
                : Stores.persistentKeyValueStore(ControlProcessor.STORE);
        Supplier<Processor<byte[], byte[], byte[], byte[]>> processor =
                () -> new ControlProcessor(topics, partitions, commands, liveness);
        Topology topology = new Topology();
        topology.addSource("requests", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.requests());
        topology.addSource("reports", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.stepReports());
        topology.addProcessor(PROCESSOR, processor::get, "requests", "reports");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(store, Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES))),
                PROCESSOR);
        sink(topology, Outputs.EVENTS, topics.events());
        sink(topology, Outputs.COMMANDS, topics.stepCommands());
        sink(topology, Outputs.ORDERS, topics.runnerOrders());
        sink(topology, Outputs.LETTERS, topics.deadLetters());
        sink(topology, Outputs.POISON, topics.poison());
        sink(topology, Outputs.AGAIN, topics.requests());
        for (Duration delay : Topics.RETRY_DELAYS) {
            sink(topology, Outputs.retries(delay), topics.retries(delay));
        }
        return topology;
    }

    private static void sink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), PROCESSOR);
    }
}
