package io.orbit.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Closes a house in order when the process is told to end. Spark and Hadoop stop themselves in hooks of this same manager,
 * with lower priorities; a plain JVM hook would run beside them and lose the steps that it wants to drain.
 */
public final class Stopping {
    private static final int BEFORE_SPARK = 100;
    private static final long DRAIN_SECONDS = 40;

    private final CountDownLatch asked = new CountDownLatch(1);

    private Stopping() {}

    /** Runs {@code close} once when the JVM is told to end, and lets it end only then. */
    public static Stopping closes(Runnable close) {
        Stopping stopping = new Stopping();
        ShutdownHookManager.get()
                .addShutdownHook(
                        () -> {
                            stopping.asked.countDown();
                            close.run();
                        },
                        BEFORE_SPARK,
                        DRAIN_SECONDS,
                        TimeUnit.SECONDS);
        return stopping;
    }

    /** True when the process was told to end within the time. */
    public boolean await(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }
}
