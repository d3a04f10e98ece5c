package io.orbit.connectors.engine;

import io.orbit.connectors.api.CancelToken;
import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.api.SegmentListener;
import io.orbit.connectors.api.SegmentRequest;
import io.orbit.connectors.api.StepOutcome;
import io.orbit.connectors.registry.MethodRegistry;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs a segment as a chain of handlers. Light steps are reported as they end; the others once all is committed. */
final class ChainEngine implements SegmentEngine {
    private final EngineSettings settings;
    private final MethodRegistry registry;
    private final SparkHost spark;

    ChainEngine(EngineSettings settings, MethodRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        this.spark = new SparkHost(settings);
    }

    @Override
    public void run(SegmentRequest segment, SegmentListener listener, CancelToken cancel) {
        List<Link> links = Link.of(segment, registry);
        Interruption interruption = Interruption.of(cancel);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Spark and other libraries look here for classes of plug-ins.
        thread.setContextClassLoader(settings.methods());
        try {
            if (links.stream().allMatch(link -> link.method().light())) {
                pass(new Flow(segment, links, settings, listener, cancel, null));
            } else {
                runOnSpark(segment, listener, cancel, links);
            }
        } finally {
            thread.setContextClassLoader(before);
            interruption.end();
        }
    }

    private void runOnSpark(SegmentRequest segment, SegmentListener listener, CancelToken cancel, List<Link> links) {
        SparkSession session = spark.newSession();
        SparkContext context = session.sparkContext();
        String tag = "orbit-%s-%s-%d".formatted(segment.runId(), segment.segment(), segment.fence());
        context.addJobTag(tag);
        context.setInterruptOnCancel(true);
        SparkSession.setActiveSession(session);
        cancel.onCancel(() -> context.cancelJobsWithTag(tag));
        try {
            if (segment.streaming()) {
                new StreamRun(segment, links, settings, listener, cancel, session).run();
            } else {
                pass(new Flow(segment, links, settings, listener, cancel, session));
            }
        } finally {
            if (cancel.cancelled()) {
                // Again: a job may have been submitted while the first order was carried out.
                context.cancelJobsWithTag(tag);
            }
            SparkSession.clearActiveSession();
            context.removeJobTag(tag);
        }
    }

    private static void pass(Flow flow) {
        try {
            work(flow);
            report(flow);
        } finally {
            flow.close();
        }
    }

    /** Does all steps; what they leave to report is in the flow's notes. */
    static void work(Flow flow) {
        Reuse reuse = Reuse.of(flow);
        StepHandler chain = StepHandler.chain(flow.links, reuse);
        if (chain != null) {
            chain.handle(flow);
        }
        flow.links.forEach(link -> runUnread(flow, link));
    }

    /** Rows that nobody reads are computed all the same, so that a step that succeeded did what it says. */
    private static void runUnread(Flow flow, Link link) {
        Dataset<Row> rows = flow.rows.get(link.id());
        boolean read = flow.links.stream().anyMatch(other -> other.inputs().containsValue(link.id()));
        if (rows != null && !read && !link.output()) {
            try {
                rows.write().format("noop").mode("overwrite").save();
            } catch (Exception e) { // Not RuntimeException: Scala throws checked exceptions that it does not declare.
                throw Failures.of(flow, link, e);
            }
        }
    }

    private static void report(Flow flow) {
        List<Link> open =
                flow.links.stream().filter(link -> !link.method().light()).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            flow.settle();
        } catch (IllegalStateException e) {
            throw Failures.of(flow, open.get(open.size() - 1), e);
        }
        Reconciliation.check(flow);
        for (Link link : open) {
            StepOutcome outcome = Outcomes.of(flow, link);
            Outcomes.log(flow, link, outcome);
            flow.listener.succeeded(link.id(), outcome);
        }
    }

    @Override
    public void warmUp() {
        SparkSession session = spark.newSession();
        // An aggregate: the first shuffle and the first generated code are what costs seconds.
        session.range(1000).selectExpr("id % 7 AS k").groupBy("k").count().collectAsList();
    }

    @Override
    public void close() {
        spark.close();
    }

    /** For tests: whether this engine has opened Spark. */
    boolean sparkOpen() {
        return spark.open();
    }
}
