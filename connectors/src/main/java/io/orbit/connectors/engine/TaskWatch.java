package io.orbit.connectors.engine;

import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Hears whether a task of this Spark ran twice, or an executor with what it kept was lost. Then rows that were counted as
 * they passed may have been counted twice; otherwise such a count is exact.
 */
final class TaskWatch extends SparkListener {
    private final SparkContext context;
    private volatile boolean repeated;

    private TaskWatch(SparkContext context) {
        this.context = context;
    }

    static TaskWatch on(SparkContext context) {
        TaskWatch watch = new TaskWatch(context);
        context.addSparkListener(watch);
        return watch;
    }

    void stop() {
        context.removeSparkListener(this);
    }

    /** True when nothing that was heard of so far ran twice. */
    boolean exact() {
        return !repeated;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        boolean first = end.stageAttemptId() == 0
                && end.taskInfo().attemptNumber() == 0
                && !end.taskInfo().speculative()
                && end.reason() == Success$.MODULE$;
        if (!first) {
            repeated = true;
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        repeated = true;
    }
}
