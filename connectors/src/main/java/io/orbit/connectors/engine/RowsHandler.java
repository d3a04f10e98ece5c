package io.orbit.connectors.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Adds a step that leaves rows to the plan; nothing is computed unless another segment is to read them. */
final class RowsHandler extends StepHandler {
    private final Reuse reuse;

    RowsHandler(Link link, Reuse reuse, @Nullable StepHandler next) {
        super(link, next);
        this.reuse = reuse;
    }

    @Override
    void work(Flow flow, Scope scope) throws Exception {
        Flow.Notes notes = flow.note(link.id());
        if (reuse.committed(link.id())) {
            JsonNode reference = reuse.reference(link.id());
            flow.rows.put(link.id(), DataSets.read(flow, reference));
            notes.output = reference;
            DataSets.restoreNotes(flow, reference);
            return;
        }
        if (!reuse.needed(link.id())) {
            return;
        }
        Dataset<Row> rows = compose(flow, scope);
        if (notes.result != null) {
            notes.result = flow.files.keep(scope.runId(), link.id(), notes.result);
            flow.template.add(link.id(), notes.result);
        }
        if (link.output()) {
            notes.output = DataSets.write(flow, link.id(), rows);
            rows = DataSets.read(flow, notes.output);
        }
        flow.rows.put(link.id(), rows);
    }

    private Dataset<Row> compose(Flow flow, Scope scope) throws Exception {
        Inputs inputs = link.inputs().isEmpty() ? null : inputs(flow, link);
        MicroBatch batch = flow.batch;
        @SuppressWarnings("unchecked") // The registry admits only methods of this kind that answer Dataset<Row>.
        Dataset<Row> rows = batch != null && batch.of(link)
                ? batch.rows(scope, parameters(flow))
                : (Dataset<Row>) link.method().invoke(scope, parameters(flow), inputs);
        if (rows == null) {
            throw new IllegalStateException("Method " + link.method().name() + " answered no data set.");
        }
        // A validation has counted already, in the pass that checked the rows.
        boolean observe = flow.settings.countSteps() && link.method().about().kind() != MethodKind.VALIDATE;
        Dataset<Row> counted = observe ? ActionWatch.observed(link.id(), rows) : rows;
        if (scope.onZeroRows(ZeroRows.SUCCEED) == ZeroRows.FAIL && counted.isEmpty()) {
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there are no rows, and onZeroRows is 'fail'. Check the source, or say 'warn'.");
        }
        return batch != null && readers(flow) > 1 ? kept(flow, counted) : counted;
    }

    private long readers(Flow flow) {
        return flow.links.stream()
                .filter(other -> other.inputs().containsValue(link.id()))
                .count();
    }

    /** Nothing is written between the steps of a stream, yet all readers are to see the same rows. */
    private static Dataset<Row> kept(Flow flow, Dataset<Row> rows) {
        Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
        flow.atEnd(() -> kept.unpersist(false));
        return kept;
    }

    static Inputs inputs(Flow flow, Link link) {
        Map<String, Dataset<Row>> byName = new LinkedHashMap<>();
        link.inputs().forEach((name, step) -> {
            Dataset<Row> here = flow.rows.get(step);
            if (here == null) {
                JsonNode left = flow.segment.inputs().get(step);
                if (left == null) {
                    throw new OrbitException(
                            ErrorCode.PARAMETER_INVALID,
                            "input '%s' is step '%s', which leaves no rows.".formatted(name, step));
                }
                here = DataSets.read(flow, left);
                flow.rows.put(step, here);
            }
            byName.put(name, here);
        });
        return new Inputs(byName);
    }
}
