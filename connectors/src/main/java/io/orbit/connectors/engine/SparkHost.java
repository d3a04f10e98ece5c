package io.orbit.connectors.engine;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The warm Spark session of this JVM. Spark allows one context per JVM, so engines share it: the first that needs it
 * opens it with its own settings, the last that closes stops it.
 */
final class SparkHost implements AutoCloseable {
    private static final Object LOCK = new Object();
    private static int users;

    private final EngineSettings settings;
    private @Nullable SparkSession session;

    SparkHost(EngineSettings settings) {
        this.settings = settings;
    }

    /** A session of its own for one segment: settings and views apart, engine shared. Opens Spark when it is not open. */
    SparkSession newSession() {
        return root().newSession();
    }

    /** True when Spark runs already for this engine. */
    boolean open() {
        synchronized (LOCK) {
            return session != null;
        }
    }

    /** Stops Spark when no other engine of this JVM uses it. */
    @Override
    public void close() {
        synchronized (LOCK) {
            if (session == null) {
                return;
            }
            if (--users == 0) {
                session.stop();
            }
            session = null;
        }
    }

    private SparkSession root() {
        synchronized (LOCK) {
            if (session == null) {
                SparkSession.Builder builder =
                        SparkSession.builder().appName("orbit").master(settings.sparkMaster());
                SparkDefaults.of(settings).forEach(builder::config);
                session = opened(builder);
                users++;
            }
            return session;
        }
    }

    /** The threads that run tasks look for classes where the thread does that opens Spark. */
    private SparkSession opened(SparkSession.Builder builder) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(settings.methods());
        try {
            return builder.getOrCreate();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
