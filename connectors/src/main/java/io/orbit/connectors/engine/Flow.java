package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.credentials.Credential;
import io.orbit.connectors.method.Explanation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What passes down the chain of one attempt, or of one micro-batch of a stream: data sets, results and counts so far. For one thread. */
final class Flow {
    final SegmentRequest segment;
    final List<Link> links;
    final EngineSettings settings;
    final SegmentListener listener;
    final CancelToken cancel;
    final Results files;
    final Template template;
    final Redactor redactor = new Redactor();

    /** Rows of the steps so far, by step id. */
    final Map<String, Dataset<Row>> rows = new LinkedHashMap<>();

    /** What is known of the steps so far, in their order. */
    final Map<String, Notes> notes = new LinkedHashMap<>();

    /** Who can name failures of other systems, in the order of the steps. */
    final List<Explained> explained = new ArrayList<>();

    /** Null unless this is one micro-batch of a stream. */
    final @Nullable MicroBatch batch;

    /** By reference; all steps of an attempt see the same version, and none is kept longer. */
    private final Map<String, Credential> credentials;

    private final Deque<Runnable> releases = new ArrayDeque<>();
    private final @Nullable SparkSession session;
    private final @Nullable ActionWatch watch;

    /** @param session null in a light segment */
    Flow(
            SegmentRequest segment,
            List<Link> links,
            EngineSettings settings,
            SegmentListener listener,
            CancelToken cancel,
            @Nullable SparkSession session) {
        this(segment, links, settings, listener, cancel, session, null, new HashMap<>());
    }

    /** @param credentials what is known of them, and takes up what is not */
    Flow(
            SegmentRequest segment,
            List<Link> links,
            EngineSettings settings,
            SegmentListener listener,
            CancelToken cancel,
            @Nullable SparkSession session,
            @Nullable MicroBatch batch,
            Map<String, Credential> credentials) {
        this.segment = segment;
        this.links = links;
        this.settings = settings;
        this.listener = listener;
        this.cancel = cancel;
        this.files = new Results(settings.workDir());
        this.template = new Template(segment, files);
        this.session = session;
        this.batch = batch;
        this.credentials = credentials;
        this.watch = session == null ? null : ActionWatch.on(session);
    }

    /** @throws IllegalStateException in a light segment */
    SparkSession session() {
        if (session == null) {
            throw new IllegalStateException("A light step must not start Spark; make it a transform.");
        }
        return session;
    }

    /** @throws IllegalStateException in a light segment */
    ActionWatch watch() {
        if (watch == null) {
            throw new IllegalStateException("A light step has no Spark actions.");
        }
        return watch;
    }

    /**
     * Waits until the counts of all actions so far are in.
     *
     * @throws CancellationException when the segment is cancelled meanwhile
     */
    void settle() {
        try {
            watch().settle();
        } catch (InterruptedException e) {
            throw new CancellationException("The attempt was cancelled while it counted rows.");
        }
    }

    Notes note(String step) {
        return notes.computeIfAbsent(step, Notes::new);
    }

    /**
     * Looks a credential up, and puts on record which version of it the step uses.
     *
     * @throws io.orbit.schemas.OrbitException SECRET_NOT_FOUND, ACCESS_DENIED or SECRET_UNAVAILABLE
     */
    Credential credential(String step, String reference) {
        Credential known = credentials.get(reference);
        Credential credential = known != null ? known : settings.credentials().resolve(reference);
        credentials.put(reference, credential);
        redactor.keepSecret(credential.values());
        credential.version().ifPresent(version -> {
            // Metrics are the part of a step's outcome that the log of events keeps by name.
            if (!Long.valueOf(version).equals(note(step).metrics.put(reference, version))) {
                info(step, "uses version %d of %s".formatted(version, reference));
            }
        });
        return credential;
    }

    void atEnd(Runnable release) {
        releases.push(release);
    }

    void info(String step, String line) {
        listener.log(step, "INFO", redactor.clean(line));
    }

    void warn(String step, String line) {
        listener.log(step, "WARN", redactor.clean(line));
    }

    /** Releases what the steps hold, last first. */
    void close() {
        if (watch != null) {
            watch.stop();
        }
        releases.forEach(Runnable::run);
    }

    /** @param sink true when the step writes to the system */
    record Explained(String step, boolean sink, Explanation explanation) {}

    /** What one step will have to say at its end. */
    static final class Notes {
        final String step;
        final Map<String, Long> metrics = new LinkedHashMap<>();

        @Nullable
        JsonNode result;

        @Nullable
        JsonNode output;

        /** True when an earlier attempt had made it and this one took it over. */
        boolean reused;

        Notes(String step) {
            this.step = step;
        }
    }

    /**
     * The id of the run, or of the micro-batch, as what the step writes is marked with it: another one after the step was made to run again, or a sink
     * would take what it wrote then for what it has already.
     */
    String writtenAs(String step) {
        if (batch != null) {
            return batch.key();
        }
        int generation = segment.steps().stream()
                .filter(each -> each.id().equals(step))
                .mapToInt(each -> each.spec().path("generation").asInt())
                .findFirst()
                .orElse(0);
        return generation == 0 ? segment.runId() : segment.runId() + '~' + generation;
    }
}
