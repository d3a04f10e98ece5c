package io.orbit.api;

import io.orbit.api.log.DeadLetters;
import io.orbit.api.log.EventTail;
import io.orbit.api.log.Histories;
import io.orbit.api.log.LogReaders;
import io.orbit.api.log.RequestLog;
import io.orbit.api.log.StepLogs;
import io.orbit.api.peer.Peers;
import io.orbit.control.topology.ControlPlane;
import io.orbit.control.topology.ControlSettings;
import io.orbit.control.topology.StateReader;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.pipeline.MethodCatalog;
import java.util.Map;

/** What HTTP asks: the control plane with its stores, and the log. There once the brokers have been reached. */
public record Parts(
        ControlPlane control,
        EventTail tail,
        LogReaders readers,
        Histories histories,
        StepLogs logs,
        DeadLetters letters,
        RequestLog requests)
        implements AutoCloseable {

    static Parts create(ControlSettings settings, MethodCatalog catalog) {
        Map<String, Object> client = settings.clientConfig();
        Topics topics = settings.topics();
        LogReaders readers = new LogReaders(client);
        return new Parts(
                new ControlPlane(settings, catalog, new Peers()),
                new EventTail(client, topics, settings.partitions()),
                readers,
                new Histories(readers, topics),
                new StepLogs(readers, topics, settings.partitions()),
                new DeadLetters(readers, topics, settings.partitions()),
                new RequestLog(client, topics));
    }

    public int partitions() {
        return control.settings().partitions();
    }

    /**
     * The stores.
     *
     * @throws OrbitException STORE_UNAVAILABLE while they are restored or moved: no answer is better than an old one
     */
    public StateReader reader() {
        if (!control.ready()) {
            throw new OrbitException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The state is being restored or moved (%s). Ask again shortly.".formatted(control.state()));
        }
        return control.reader();
    }

    /** Ends in the order in which nothing is missed: who waits, who writes, who reads, and the control plane last. */
    @Override
    public void close() {
        tail.close();
        requests.close();
        readers.close();
        control.close();
    }
}
