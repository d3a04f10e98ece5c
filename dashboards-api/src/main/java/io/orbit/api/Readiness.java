package io.orbit.api;

import io.orbit.api.view.Views;
import io.orbit.control.topology.StateReader;
import io.orbit.schemas.OrbitException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether the server can answer, and what is missing. Safe for use by many threads. */
public final class Readiness {
    public static final String READY = "READY";

    private final Gate gate;
    private final Brokers brokers;
    private final int partitions;

    Readiness(Gate gate, Brokers brokers, int partitions) {
        this.gate = gate;
        this.brokers = brokers;
        this.partitions = partitions;
    }

    /** Asks the brokers and every partition of the stores; may take two seconds when the brokers do not answer. */
    public Views.Readiness now() {
        Parts parts = gate.open();
        OrbitException trouble = gate.trouble();
        boolean reached = brokers.answer();
        boolean ready = parts != null
                && reached
                && parts.control().ready()
                && parts.tail().follows();
        return new Views.Readiness(
                ready ? READY : status(parts),
                reached ? "UP" : "DOWN",
                parts == null ? "CREATED" : parts.control().state(),
                new Views.Readiness.Restore(partitions, parts == null ? 0 : readable(parts)),
                trouble == null ? null : trouble.line());
    }

    private static String status(@Nullable Parts parts) {
        if (parts == null) {
            return "STARTING";
        }
        return parts.control().failed() ? "FAILED" : "RESTORING";
    }

    private int readable(Parts parts) {
        StateReader reader = parts.control().reader();
        return (int) IntStream.range(0, partitions)
                .filter(partition -> readable(reader, partition))
                .count();
    }

    private static boolean readable(StateReader reader, int partition) {
        // A name that lives in the partition; whether there is such a pipeline does not matter.
        String name = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "probe.p" + i)
                .filter(each -> reader.partition(each) == partition)
                .findFirst()
                .orElseThrow();
        try {
            var unused = reader.pipeline(name);
            return true;
        } catch (RuntimeException e) {
            // Whatever it is: the partition cannot be read.
            return false;
        }
    }
}
