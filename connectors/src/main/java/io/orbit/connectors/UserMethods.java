package io.orbit.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.light.Calls;
import io.orbit.connectors.light.Deliveries;
import io.orbit.connectors.light.Documents;
import io.orbit.connectors.light.HttpCalls;
import io.orbit.connectors.light.JavaCalls;
import io.orbit.connectors.light.TestSupport;
import io.orbit.connectors.light.Uploads;
import io.orbit.connectors.light.Waits;
import io.orbit.connectors.light.Webhooks;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.Keeps;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.rules.Rules;
import io.orbit.connectors.rules.Validation;
import io.orbit.connectors.transform.Casting;
import io.orbit.connectors.transform.Combinations;
import io.orbit.connectors.transform.Deduplication;
import io.orbit.connectors.transform.Enrichments;
import io.orbit.connectors.transform.Fillings;
import io.orbit.connectors.transform.Flattening;
import io.orbit.connectors.transform.Lookups;
import io.orbit.connectors.transform.Masks;
import io.orbit.connectors.transform.Parsing;
import io.orbit.connectors.transform.Pivots;
import io.orbit.connectors.transform.Reshapes;
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
            keeps = Keeps.SOME,
            title = "Filter rows",
            description = "Keeps the rows for which a SQL expression is true.",
            example = Examples.User.FILTER)
    public static Dataset<Row> filter(StepScope scope, Shapes.Filter with, Dataset<Row> rows) {
        return Transforms.filter(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Choose columns",
            description = "Keeps, leaves out, orders and renames columns.",
            example = Examples.User.SELECT)
    public static Dataset<Row> select(StepScope scope, Shapes.Select with, Dataset<Row> rows) {
        return Transforms.select(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Compute columns",
            description = "Adds or replaces columns by SQL expressions.",
            example = Examples.User.DERIVE)
    public static Dataset<Row> derive(StepScope scope, Shapes.Derive with, Dataset<Row> rows) {
        return Transforms.derive(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Change types",
            description = "Casts columns to other SQL types.",
            example = Examples.User.CAST)
    public static Dataset<Row> cast(StepScope scope, Shapes.Cast with, Dataset<Row> rows) {
        return Casting.cast(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            minInputs = 2,
            maxInputs = 2,
            title = "Join",
            description =
                    "Joins two inputs, named left and right or given in this order. In a stream the other input is"
                            + " read anew for each micro-batch.",
            example = Examples.User.JOIN)
    public static Dataset<Row> join(StepScope scope, Shapes.Join with, Inputs inputs) {
        return Combinations.join(with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            title = "Aggregate",
            description = "Groups rows and computes SQL aggregates.",
            example = Examples.User.AGGREGATE)
    public static Dataset<Row> aggregate(StepScope scope, Shapes.Aggregate with, Dataset<Row> rows) {
        return Transforms.aggregate(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            keeps = Keeps.SOME,
            title = "Deduplicate",
            description = "Keeps one row of each key, the same one in every attempt.",
            example = Examples.User.DEDUPLICATE)
    public static Dataset<Row> deduplicate(StepScope scope, Shapes.Deduplicate with, Dataset<Row> rows) {
        return Deduplication.deduplicate(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            minInputs = 2,
            maxInputs = MOST_INPUTS,
            title = "Union",
            description = "Puts the rows of several inputs under each other; duplicates stay.",
            example = Examples.User.UNION)
    public static Dataset<Row> union(StepScope scope, Shapes.Union with, Inputs inputs) {
        return Combinations.union(with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Parse a payload",
            description = "Reads JSON, Avro or CSV that one column holds into columns, or into one struct.",
            example = Examples.User.PARSE)
    public static Dataset<Row> parse(StepScope scope, Reshapes.Parse with, Dataset<Row> rows) {
        return Parsing.parse(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Flatten",
            description = "Makes the fields of structs columns, and the items of arrays rows.",
            example = Examples.User.FLATTEN)
    public static Dataset<Row> flatten(StepScope scope, Reshapes.Flatten with, Dataset<Row> rows) {
        return Flattening.flatten(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Fill nulls",
            description = "Puts a value where a column is null.",
            example = Examples.User.FILL_NULLS)
    public static Dataset<Row> fillNulls(StepScope scope, Enrichments.FillNulls with, Dataset<Row> rows) {
        return Fillings.fill(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.ALL,
            title = "Mask",
            description = "Hides values: hashed, replaced by tokens, cut to their last four characters, or blacked"
                    + " out. Equal values stay equal, so that masked tables can be joined.",
            example = Examples.User.MASK)
    public static Dataset<Row> mask(StepScope scope, Enrichments.Mask with, Dataset<Row> rows) {
        return Masks.mask(scope, with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            keeps = Keeps.SOME,
            minInputs = 2,
            maxInputs = MOST_INPUTS,
            title = "Look up",
            description = "Adds columns of a small data set to the rows of the first input. A row never multiplies: two"
                    + " rows of one key in that data set fail the step.",
            example = Examples.User.LOOKUP)
    public static Dataset<Row> lookup(StepScope scope, Enrichments.Lookup with, Inputs inputs) {
        return Lookups.lookup(with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            title = "Pivot",
            description = "Groups rows, and makes a column of each given value of another column.",
            example = Examples.User.PIVOT)
    public static Dataset<Row> pivot(StepScope scope, Reshapes.Pivot with, Dataset<Row> rows) {
        return Pivots.pivot(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            streaming = true,
            title = "Unpivot",
            description = "Makes columns rows: one for each column, with its name and its value.",
            example = Examples.User.UNPIVOT)
    public static Dataset<Row> unpivot(StepScope scope, Reshapes.Unpivot with, Dataset<Row> rows) {
        return Pivots.unpivot(with, rows);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            minInputs = 1,
            maxInputs = MOST_INPUTS,
            title = "SQL query",
            description = "Runs one SQL query over the inputs, each a table of its name.",
            example = Examples.User.SQL)
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
                            + " that break a rule. Nothing is written after it before all rows are checked.",
            example = Examples.User.RULES)
    public static Dataset<Row> rules(StepScope scope, Rules with, Inputs inputs) throws IOException {
        return Validation.check(scope, with, inputs);
    }

    @Method(
            kind = MethodKind.TRANSFORM,
            keeps = Keeps.ALL,
            streaming = true,
            title = "Pause (test support)",
            description = "Passes the rows on after a while. For tests that need a step to be under way when something"
                    + " breaks.",
            example = Examples.User.PAUSE)
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
                    + " header that stays the same over retries.",
            example = Examples.User.HTTP_CALL)
    public static JsonNode httpCall(StepScope scope, Calls.Http with) throws InterruptedException {
        return HttpCalls.call(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer",
            title = "Deliver to a webhook",
            description =
                    "Posts a payload, unchanged and unread, to an HTTP endpoint with a bearer token and metadata in"
                            + " headers. 200 is a delivery, and the step's result its receipt; anything else is tried again by"
                            + " the step's retries and ends as a dead letter.",
            example = Examples.User.WEBHOOK)
    public static JsonNode webhook(StepScope scope, Deliveries.Webhook with) throws IOException, InterruptedException {
        return Webhooks.deliver(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer; the same object is put again",
            title = "Upload a file",
            description = "Puts a file into an S3 bucket; its place, type and size become the step's result.",
            example = Examples.User.UPLOAD)
    public static JsonNode upload(StepScope scope, Deliveries.Upload with) throws IOException {
        return Uploads.upload(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer; the Idempotency-Key lets the other side notice",
            title = "Have a document read",
            description = "Sends a document to an HTTP service; its answer, the document's id and where the document is"
                    + " stored become the step's result. Sends an Idempotency-Key header that stays the same over"
                    + " retries.",
            example = Examples.User.DOCUMENT_CALL)
    public static JsonNode documentCall(StepScope scope, Deliveries.Document with)
            throws IOException, InterruptedException {
        return Documents.call(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            guarantee = AT_LEAST_ONCE,
            because = "a crash may lose the answer",
            title = "Java method",
            description = "Calls a static Java method that carries @OrbitMethod; what it returns becomes the step's"
                    + " result.",
            example = Examples.User.JAVA_METHOD)
    public static @Nullable JsonNode javaMethod(StepScope scope, Calls.JavaMethod with) throws Exception {
        return JavaCalls.call(scope, with);
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Wait",
            description = "Waits; a cancel ends it at once.",
            example = Examples.User.WAIT)
    public static @Nullable JsonNode wait(StepScope scope, Calls.Wait with) throws InterruptedException {
        Waits.of(scope, with.durationMs());
        return null;
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Nothing",
            description = "Does nothing and succeeds. For trying out a pipeline's shape, and for benchmarks.",
            example = Examples.User.NOOP)
    public static @Nullable JsonNode noop(StepScope scope, Calls.Noop with) {
        return with.result();
    }

    @Method(
            kind = MethodKind.LIGHT,
            title = "Fail until (test support)",
            description =
                    "Fails with an error that may pass, until a given attempt or until a file exists. For examples"
                            + " and tests of retries and redrive.",
            example = Examples.User.FAIL_UNTIL)
    public static @Nullable JsonNode failUntil(StepScope scope, Calls.FailUntil with) {
        TestSupport.failUntil(scope, with);
        return null;
    }
}
