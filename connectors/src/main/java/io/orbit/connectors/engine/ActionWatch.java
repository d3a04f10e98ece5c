package io.orbit.connectors.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.command.DataWritingCommandExec;
import org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hears what the actions of one session did: how many rows passed each observed step, and how many rows committed tasks
 * wrote into each folder. The latter comes from the tasks' commit messages, so a task that ran twice counts once.
 */
final class ActionWatch implements QueryExecutionListener {
    private static final String PREFIX = "orbit_";
    private static final int PATIENCE_SECONDS = 60;

    private final SparkSession session;
    private final TaskWatch tasks;
    private final Map<String, Long> rowsByStep = new HashMap<>();
    private final Map<String, Row> observations = new HashMap<>();
    private final Map<String, Long> rowsByFolder = new HashMap<>();
    private @Nullable QueryExecution mark;
    private CountDownLatch marked = new CountDownLatch(0);

    private ActionWatch(SparkSession session) {
        this.session = session;
        this.tasks = TaskWatch.on(session.sparkContext());
    }

    static ActionWatch on(SparkSession session) {
        ActionWatch watch = new ActionWatch(session);
        session.listenerManager().register(watch);
        return watch;
    }

    void stop() {
        session.listenerManager().unregister(this);
        tasks.stop();
    }

    /** The same rows, counted as they pass. */
    static Dataset<Row> observed(String step, Dataset<Row> rows) {
        return observed(step, rows, new Column[0]);
    }

    /**
     * Waits until all actions so far have been heard of: Spark tells its listeners later, in order.
     *
     * @throws IllegalStateException when Spark does not in a minute
     */
    void settle() throws InterruptedException {
        Dataset<Row> nothing = session.emptyDataFrame();
        CountDownLatch heard = new CountDownLatch(1);
        synchronized (this) {
            mark = ((org.apache.spark.sql.classic.Dataset<?>) nothing).queryExecution();
            marked = heard;
        }
        nothing.collectAsList();
        if (!heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            // Its queue overflowed: what it dropped may have been our counts.
            throw new IllegalStateException("Spark did not tell its listeners of this segment's work within "
                    + PATIENCE_SECONDS + " s, so its rows are not counted.");
        }
    }

    /** True when no row that passed a step can have been counted twice; ask when it is settled. */
    boolean exact() {
        return tasks.exact();
    }

    /** @return null when no action of the session ran through the step */
    synchronized @Nullable Long rowsThrough(String step) {
        return rowsByStep.get(PREFIX + step);
    }

    /** The same rows, with a look at all of them on the way; the first column of it counts them. */
    static Dataset<Row> observed(String name, Dataset<Row> rows, Column... more) {
        return rows.observe(PREFIX + name, functions.count(functions.lit(1)).as("rows"), more);
    }

    /** @return what the last action through it saw; null when there was none */
    synchronized @Nullable Row observation(String name) {
        return observations.get(PREFIX + name);
    }

    /** @throws IllegalStateException when nothing was written there */
    synchronized long rowsWrittenTo(String folder) {
        Long rows = rowsByFolder.get(folder);
        if (rows == null) {
            throw new IllegalStateException("Spark reported no rows written to " + folder + ".");
        }
        return rows;
    }

    @Override
    public synchronized void onSuccess(String action, QueryExecution execution, long nanos) {
        if (execution == mark) {
            marked.countDown();
            return;
        }
        // The largest count, not the last: a look at the first rows is an action too.
        observed(execution).forEach((name, row) -> {
            if (name.startsWith(PREFIX)) {
                rowsByStep.merge(name, row.getLong(0), Math::max);
                observations.merge(name, row, (old, now) -> now.getLong(0) < old.getLong(0) ? old : now);
            }
        });
        writes(execution.executedPlan());
    }

    @Override
    public synchronized void onFailure(String action, QueryExecution execution, Exception failure) {
        if (execution == mark) {
            marked.countDown();
        }
    }

    @SuppressWarnings("GuardedBy") // The accessor takes its lock itself; the annotation on it is the field's.
    private static Map<String, Row> observed(QueryExecution execution) {
        return CollectionConverters.asJava(execution.observedMetrics());
    }

    /** As it was handed to Spark, which adds a scheme to paths of the file system. */
    private static String name(Path folder) {
        return "file".equals(folder.toUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
    }

    private void writes(SparkPlan plan) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            writes(adaptive.executedPlan());
        } else if (plan instanceof QueryStageExec stage) {
            writes(stage.plan());
        } else if (plan instanceof CommandResultExec result) {
            writes(result.commandPhysicalPlan());
        } else if (plan instanceof DataWritingCommandExec write
                && write.cmd() instanceof InsertIntoHadoopFsRelationCommand insert) {
            long rows = insert.metrics().apply("numOutputRows").value();
            rowsByFolder.put(name(insert.outputPath()), rows);
        } else {
            CollectionConverters.asJava(plan.children()).forEach(this::writes);
        }
    }
}
