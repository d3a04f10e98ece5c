package io.orbit.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.light.Calls;
import io.orbit.connectors.light.HttpCalls;
import io.orbit.connectors.light.JavaCalls;
import io.orbit.connectors.light.TestSupport;
import io.orbit.connectors.light.Waits;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.rules.Rules;
import io.orbit.connectors.rules.Validation;
import io.orbit.connectors.transform.Combinations;
import io.orbit.connectors.transform.Shapes;
import io.orbit.connectors.transform.Transforms;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Methods that change or check rows, and light ones that do without rows. */
public final class UserMethods {
    private static final int MOST_INPUTS = 32;

    private static final String AT_LEAST_ONCE = "at least once";

    private UserMethods() {}

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Filter rows",
            description = "Keeps the rows for which a SQL expression is true.")
    public static Dataset<Row> filter(StepScope scope, Shapes.Filter with, Dataset<Row> rows) {
        return Transforms.filter(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Choose columns",
            description = "Keeps, leaves out, orders and renames columns.")
    public static Dataset<Row> select(StepScope scope, Shapes.Select with, Dataset<Row> rows) {
        return Transforms.select(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Compute columns",
            description = "Adds or replaces columns by SQL expressions.")
    public static Dataset<Row> derive(StepScope scope, Shapes.Derive with, Dataset<Row> rows) {
        return Transforms.derive(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Change types",
            description = "Casts columns to other SQL types.")
    public static Dataset<Row> cast(StepScope scope, Shapes.Cast with, Dataset<Row> rows) {
        return Transforms.cast(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            minInputs = 2,
            maxInputs = 2,
            title = "Join",
            description =
                    "Joins two inputs, named left and right or given in this order. In a stream the other input is"
                            + " read anew for each micro-batch.")
    public static Dataset<Row> join(StepScope scope, Shapes.Join with, Inputs inputs) {
        return Combinations.join(with, inputs);
    }

    @Method(kind = MethodKind.TRANSFORM, title = "Aggregate", description = "Groups rows and computes SQL aggregates.")
    public static Dataset<Row> aggregate(StepScope scope, Shapes.Aggregate with, Dataset<Row> rows) {
        return Transforms.aggregate(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            title = "Deduplicate",
            description = "Keeps one row of each key, by an order or any.")
    public static Dataset<Row> deduplicate(StepScope scope, Shapes.Deduplicate with, Dataset<Row> rows) {
        return Transforms.deduplicate(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            minInputs = 2,
            maxInputs = MOST_INPUTS,
            title = "Union",
            description = "Puts the rows of several inputs under each other; duplicates stay.")
    public static Dataset<Row> union(StepScope scope, Shapes.Union with, Inputs inputs) {
        return Combinations.union(with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            minInputs = 1,
            maxInputs = MOST_INPUTS,
            title = "SQL query",
            description = "Runs one SQL query over the inputs, each a table of its name.")
    public static Dataset<Row> sql(StepScope scope, Shapes.Sql with, Inputs inputs) {
        return Combinations.sql(scope, with, inputs);
    }

    @Method(
            kind = MethodKind.VALIDATE,
            streaming = true,
            minInputs = 1,
            maxInputs = MOST_INPUTS,
            guarantee = "effectively once",
            because = "rows put aside are committed once per run, as a load's are",
            writesIf = "quarantine",
            title = "Check rules",
            description =
                    "Checks the rows of the first input and fails the step, drops, puts aside or just counts those"
                            + " that break a rule. Nothing is written after it before all rows are checked.")
    public static Dataset<Row> rules(StepScope scope, Rules with, Inputs inputs) throws IOException {
        return Validation.check(scope, with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Pause (test support)",
            description = "Passes the rows on after a while. For tests that need a step to be under way when something"
                    + " breaks.")
    public static Dataset<Row> pause(StepScope scope, Shapes.Pause with, Dataset<Row> rows)
            throws InterruptedException {
        Waits.of(scope, with.durationMs());
        return rows;
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer; the Idempotency-Key lets the other side notice",
            title = "HTTP call",
            description = "Calls a URL; the answer's status and body become the step's result. Sends an Idempotency-Key"
                    + " header that stays the same over retries.")
    public static JsonNode httpCall(StepScope scope, Calls.Http with) throws InterruptedException {
        return HttpCalls.call(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer",
            title = "Java method",
            description = "Calls a static Java method that carries @OrbitMethod; what it returns becomes the step's"
                    + " result.")
    public static @Nullable JsonNode javaMethod(StepScope scope, Calls.JavaMethod with) throws Exception {
        return JavaCalls.call(scope, with);
    }

    @Method(kind = MethodKind.LIGHT, title = "Wait", description = "Waits; a cancel ends it at once.")
    public static @Nullable JsonNode wait(StepScope scope, Calls.Wait with) throws InterruptedException {
        Waits.of(scope, with.durationMs());
        return null;
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Nothing",
            description = "Does nothing and succeeds. For trying out a pipeline's shape, and for benchmarks.")
    public static @Nullable JsonNode noop(StepScope scope, Calls.Noop with) {
        return with.result();
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Fail until (test support)",
            description =
                    "Fails with an error that may pass, until a given attempt or until a file exists. For examples"
                            + " and tests of retries and redrive.")
    public static @Nullable JsonNode failUntil(StepScope scope, Calls.FailUntil with) {
        TestSupport.failUntil(scope, with);
        return null;
    }
}
