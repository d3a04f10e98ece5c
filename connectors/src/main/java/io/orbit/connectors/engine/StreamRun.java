package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepException;
import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.method.StreamSource;
import io.orbit.connectors.registry.ParameterBinder;
import io.orbit.connectors.storage.Folders;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a stream: Spark cuts it into micro-batches and remembers in the checkpoint what each of them holds; the
 * chain of steps then works on one after the other, as on the rows of a run. What a sink remembers of it goes by stream and
 * micro-batch, so that one which is done again, in whatever attempt or run, is not written twice.
 */
final class StreamRun {
    private static final long POLL_MS = 250;

    /** Credentials are looked up anew after this, as a stream outlives them. */
    private static final long CREDENTIALS_NANOS = 300_000_000_000L;

    private final SegmentRequest segment;
    private final List<Link> links;
    private final EngineSettings settings;
    private final CancelToken cancel;
    private final Flow flow;
    private final Link source;
    private final Scope scope;
    private final JsonNode limits;
    private final StreamSource<Object> stream;
    private final StreamProgress progress;
    private final Quiet quiet;
    private final CompletableFuture<String> query = new CompletableFuture<>();
    private @Nullable Checkpoint checkpoint;
    private Map<String, Credential> credentials = new HashMap<>();
    private long credentialsAt = System.nanoTime();
    private volatile boolean working;
    private volatile long done = -1;

    StreamRun(
            SegmentRequest segment,
            List<Link> links,
            EngineSettings settings,
            SegmentListener listener,
            CancelToken cancel,
            SparkSession session) {
        this.segment = segment;
        this.links = links;
        this.settings = settings;
        this.cancel = cancel;
        this.flow = new Flow(segment, links, settings, listener, cancel, session);
        this.source = links.stream()
                .filter(link -> link.spec().has("stream"))
                .findFirst()
                .orElseThrow();
        this.scope = new Scope(flow, source.id(), source.spec());
        this.limits = source.spec().path("stream");
        this.stream = source.method().stream();
        this.progress = new StreamProgress(
                links,
                source,
                limits.path("lagAlert").asLong(),
                limits.path("resetAfterHealthyMs").asLong());
        this.quiet = new Quiet(listener);
    }

    /**
     * Works until it is cancelled.
     *
     * @throws CancellationException when it is; what was begun is then either committed, or will be done again
     * @throws StepException when a step fails
     */
    void run() {
        links.forEach(link -> flow.listener.started(link.id()));
        StreamingQuery running = null;
        try {
            running = start();
            query.complete(running.id().toString());
            watch(running);
        } catch (Exception e) {
            throw failure(e);
        } finally {
            query.cancel(false);
            if (running != null && running.isActive()) {
                stop(running);
            }
            flow.close();
        }
    }

    private StreamingQuery start() throws Exception {
        Object with = parameters();
        String folder = limits.path("checkpoint").textValue();
        Checkpoint own = Checkpoint.take(
                folder == null ? settings.workDir().resolve("streams").resolve(segment.pipeline()) : scope.path(folder),
                segment,
                stream.identity(with));
        checkpoint = own;
        flow.info(
                source.id(),
                "%s the stream %s with checkpoint %s"
                        .formatted(own.fresh() ? "begins" : "goes on with", stream.identity(with), own.folder()));
        Dataset<Row> raw = stream.open(
                scope, with, own.fresh(), limits.path("maxOffsetsPerTrigger").asLong());
        VoidFunction2<Dataset<Row>, Long> each = this::batch;
        return raw.writeStream()
                .option("checkpointLocation", own.folder().toString())
                .trigger(Trigger.ProcessingTime(limits.path("everyMs").asLong()))
                .foreachBatch(each)
                .start();
    }

    private void watch(StreamingQuery running) throws Exception {
        Checkpoint own = checkpoint();
        while (!running.awaitTermination(POLL_MS)) {
            own.check();
            boolean stopping = cancel.stopping();
            boolean idle = !working && (done < 0 || own.committed(done));
            if (running.lastProgress() != null && progress.due(stopping && idle)) {
                progress.report(flow, lag(running));
            }
            if (cancel.cancelled() || (stopping && idle)) {
                throw new CancellationException("The stream was stopped.");
            }
        }
        if (!cancel.stopping()) {
            // Spark stops a query when another one takes its checkpoint in this process.
            throw new OrbitException(
                    ErrorCode.SINK_FENCED, "another attempt has taken over the stream; this one stops.");
        }
        throw new CancellationException("The stream was stopped.");
    }

    /** Called by Spark's thread of the stream. */
    private void batch(Dataset<Row> raw, Long number) throws IOException {
        // First: who stops the stream looks at this after it has said so.
        working = true;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(settings.methods());
        try {
            if (cancel.stopping()) {
                throw new CancellationException("The stream is being stopped.");
            }
            Checkpoint own = checkpoint();
            own.check();
            work(new MicroBatch(query.join(), number, own.turn(), source, stream, raw));
            done = number;
        } finally {
            thread.setContextClassLoader(before);
            working = false;
        }
    }

    private void work(MicroBatch batch) throws IOException {
        if (System.nanoTime() - credentialsAt > CREDENTIALS_NANOS) {
            credentials = new HashMap<>();
            credentialsAt = System.nanoTime();
        }
        forget(batch);
        Flow each =
                new Flow(segment, links, settings, quiet, cancel, batch.raw().sparkSession(), batch, credentials);
        try {
            ChainEngine.work(each);
            long committedAt = System.currentTimeMillis();
            each.settle();
            progress.add(each, committedAt);
        } finally {
            each.close();
        }
        quiet.batchEnded();
    }

    /** What the micro-batch before the last has pinned: it is committed, and not done again. */
    private void forget(MicroBatch batch) throws IOException {
        Folders.delete(settings.workDir().resolve("pins").resolve(batch.query() + "." + (batch.number() - 2)));
    }

    private @Nullable Long lag(StreamingQuery running) throws InterruptedException {
        String read = running.lastProgress().sources()[0].endOffset();
        if (read == null) {
            return null;
        }
        try {
            return stream.lag(scope, parameters(), read);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The stream itself fails when its source stays away.
            flow.warn(source.id(), "how many records wait is not known: " + e.getMessage());
            return null;
        }
    }

    private Object parameters() {
        return ParameterBinder.bind(source.method().parameters(), source.spec().path("with"), flow.template::resolve);
    }

    private RuntimeException failure(Exception failure) {
        if (cancel.stopping()) {
            CancellationException cancelled = new CancellationException("The stream was stopped.");
            cancelled.initCause(failure);
            return cancelled;
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StepException known) {
                return known;
            }
        }
        return Failures.of(flow, source, failure);
    }

    private void stop(StreamingQuery running) {
        try {
            running.stop();
        } catch (TimeoutException e) {
            flow.warn(source.id(), "the stream has not stopped in time; whoever goes on with it fences it");
        }
    }

    private Checkpoint checkpoint() {
        return java.util.Objects.requireNonNull(checkpoint, "The stream has not been started.");
    }

    /** Of what the steps say in each micro-batch, tells the first, and later only warnings that are new. */
    private static final class Quiet implements SegmentListener {
        private final SegmentListener listener;
        private final Map<String, Long> warned = new HashMap<>();
        private boolean first = true;

        Quiet(SegmentListener listener) {
            this.listener = listener;
        }

        void batchEnded() {
            first = false;
        }

        @Override
        public void started(String step) {
            // Said once, when the stream was started.
        }

        @Override
        public void succeeded(String step, io.orbit.connectors.api.StepOutcome outcome) {
            // A stream does not succeed; it goes on.
        }

        @Override
        public void log(String step, String level, String line) {
            boolean said = !first && level.equals("INFO");
            if (!said && (first || !repeated(step + ' ' + line))) {
                listener.log(step, level, line);
            }
        }

        private boolean repeated(String line) {
            long now = System.nanoTime();
            warned.values().removeIf(at -> now - at > CREDENTIALS_NANOS);
            return warned.putIfAbsent(line, now) != null;
        }
    }
}
