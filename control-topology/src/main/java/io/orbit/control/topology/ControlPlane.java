package io.orbit.control.topology;

import io.orbit.control.codec.CommandCodec;
import io.orbit.control.codec.DefinitionCodec;
import io.orbit.control.retry.RetryWheel;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane of one server: the topology, the retry wheel, and the watch over runners. */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final int REPLACEMENTS = 3;
    private static final Duration REPLACEMENT_WINDOW = Duration.ofMinutes(10);
    private static final Duration CLOSE = Duration.ofSeconds(25);

    private final ControlSettings settings;
    private final RunnerWatch watch;
    private final ServerBeat beat;
    private final RetryWheel wheel;
    private final KafkaStreams streams;
    private final StateReader reader;
    private final Deque<Long> replacements = new ArrayDeque<>();

    /**
     * @param catalog methods that definitions may use
     * @param remote asks other servers
     */
    public ControlPlane(ControlSettings settings, MethodCatalog catalog, RemoteRows remote) {
        this.settings = settings;
        Topics topics = settings.topics();
        long epoch = System.currentTimeMillis();
        this.watch = new RunnerWatch(settings.clientConfig(), topics.runners(), settings.lease());
        this.beat = new ServerBeat(
                settings.clientConfig(), topics.runners(), "server-" + settings.instance(), epoch, "0.1");
        this.wheel = new RetryWheel(settings.clientConfig(), topics, settings.instance());
        CommandCodec commands = new CommandCodec(new DefinitionCodec(new DefinitionValidator(catalog)));
        Topology topology = ControlTopology.build(topics, settings.partitions(), settings.inMemory(), commands, watch);
        this.streams = new KafkaStreams(topology, config(settings), new Drain.Clients());
        streams.setUncaughtExceptionHandler(this::onFailure);
        Owners owners = new Owners(streams, topics.requests(), settings.advertised());
        this.reader = new StateReader(owners, new LocalRows(streams), remote, settings.partitions());
    }

    /** Consumer group, transactional ids and changelog are named after it. */
    public static String applicationId(Topics topics) {
        return topics.prefix() + "-control";
    }

    /**
     * Creates and checks the topics, then starts everything. Returns before the stores are restored; see {@link #ready}.
     *
     * @throws io.orbit.schemas.OrbitException KAFKA_UNREACHABLE, TOPIC_MISMATCH, DATA_DIRECTORY_FOREIGN
     */
    public void start() {
        try (Admin admin = Admin.create(settings.clientConfig())) {
            new TopicGuard(settings.topics(), settings.partitions()).ensure(admin);
            StateOwner.claim(settings.stateDir(), clusterId(admin));
        }
        watch.start();
        beat.start();
        streams.start();
        wheel.start();
    }

    private static String clusterId(Admin admin) {
        try {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new OrbitException(ErrorCode.KAFKA_UNREACHABLE, "The brokers do not answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OrbitException(ErrorCode.KAFKA_UNREACHABLE, "Interrupted while asking the brokers.", e);
        }
    }

    /** True when the stores are restored and records are being worked on. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** State of the Streams client, for people: CREATED, REBALANCING, RUNNING, ERROR … */
    public String state() {
        return streams.state().name();
    }

    /** True when the control plane has given up and the process should end. */
    public boolean failed() {
        return streams.state() == KafkaStreams.State.ERROR;
    }

    public StateReader reader() {
        return reader;
    }

    public RunnerWatch runners() {
        return watch;
    }

    public ControlSettings settings() {
        return settings;
    }

    private static Properties config(ControlSettings settings) {
        Properties config = new Properties();
        config.putAll(settings.clientConfig());
        config.put("application.id", applicationId(settings.topics()));
        config.put("state.dir", settings.stateDir().toString());
        config.put("processing.guarantee", "exactly_once_v2");
        // Commits are asked for when a batch is drained; the interval is for what nobody waits for.
        config.put("commit.interval.ms", 50);
        config.put("statestore.cache.max.bytes", 0);
        config.put("group.protocol", "classic");
        if (settings.advertised() != null) {
            config.put("application.server", settings.advertised());
        }
        // Where there are several servers, each partition has a second copy of its rows, so that it moves in seconds.
        config.put("num.standby.replicas", 1);
        // A static member takes its partitions back at once after a restart, also after a kill.
        config.put("group.instance.id", settings.instance());
        config.put("auto.offset.reset", "earliest");
        config.put("poll.ms", 100);
        config.put("num.stream.threads", 1);
        config.put("replication.factor", -1);
        config.put("rocksdb.config.setter", BoundedRocksDb.class.getName());
        config.put("main.consumer.max.poll.records", 1000);
        config.put("main.consumer.session.timeout.ms", 10_000);
        config.put("main.consumer.heartbeat.interval.ms", 3_000);
        config.put("consumer.fetch.max.wait.ms", 500);
        config.put("producer.linger.ms", 0);
        // The next transaction may meet the last one's markers; the default of 100 ms would be the slowest part of a
        // hop.
        config.put("producer.retry.backoff.ms", 5);
        config.put("producer.transaction.timeout.ms", 10_000);
        config.put("producer.max.request.size", Topics.MAX_RECORD_BYTES + 64 * 1024);
        return config;
    }

    /** A thread that dies is replaced, but not for ever: a loop of replacements would hide a record that kills. */
    private synchronized StreamThreadExceptionResponse onFailure(Throwable failure) {
        long now = System.nanoTime();
        replacements.removeIf(at -> now - at > REPLACEMENT_WINDOW.toNanos());
        replacements.add(now);
        boolean again = replacements.size() <= REPLACEMENTS;
        LOG.error("control thread failed, {}", again ? "starting another" : "giving up", failure);
        return again ? StreamThreadExceptionResponse.REPLACE_THREAD : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Stops taking records and finishes what is at hand; its partitions wait for its return for one session timeout. */
    @Override
    public void close() {
        wheel.close();
        streams.close(CLOSE);
        beat.close();
        watch.close();
    }
}
