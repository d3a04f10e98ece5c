package io.orbit.standalone.bench;

import java.util.concurrent.ExecutionException;

/** The physical limits of this machine and broker, measured in the same JVM as what they are compared with. */
final class Floors {
    /** Hops through the log of a run whose steps share a segment: request to offer, reports to the last event. */
    static final int FUSED_HOPS = 2;

    private static final int SAMPLES = 300;

    private final String bootstrap;
    private final Echo echo;

    Floors(String bootstrap) throws InterruptedException, ExecutionException {
        this.bootstrap = bootstrap;
        this.echo = new Echo(bootstrap);
    }

    Echo echo() {
        return echo;
    }

    /** One exactly-once hop written by hand, a record at a time; warmed up. */
    Samples hop(int samples) throws InterruptedException {
        try (BareLoop loop = new BareLoop(bootstrap)) {
            loop.awaitAtWork();
            echo.measure(samples, Echo.PER_SECOND);
            return echo.measure(samples, Echo.PER_SECOND);
        }
    }

    /** Its median in ms. */
    double hopMs() throws InterruptedException {
        return hop(SAMPLES).ms(0.5);
    }

    /** Records per second through a hop written by hand, with so many on their way; warmed up. */
    double hopsPerSecond(int records, int inFlight) throws InterruptedException {
        try (BareLoop loop = new BareLoop(bootstrap)) {
            loop.awaitAtWork();
            echo.flood(records, inFlight);
            long begun = System.nanoTime();
            echo.flood(records, inFlight);
            return records / ((System.nanoTime() - begun) / 1e9);
        }
    }
}
