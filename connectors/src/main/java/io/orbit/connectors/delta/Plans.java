package io.orbit.connectors.delta;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/** What can be told from a plan before it runs. */
final class Plans {
    private Plans() {}

    /** True when even the first row needs (nearly) all of the source. */
    static boolean slowToStart(Dataset<?> rows) {
        return slow(((org.apache.spark.sql.classic.Dataset<?>) rows)
                .queryExecution()
                .optimizedPlan());
    }

    private static boolean slow(LogicalPlan plan) {
        boolean slow = plan instanceof Aggregate
                || plan instanceof Join
                || plan instanceof Window
                || plan instanceof Sort
                || plan instanceof Distinct;
        List<LogicalPlan> children = CollectionConverters.asJava(plan.children());
        return slow || children.stream().anyMatch(Plans::slow);
    }
}
