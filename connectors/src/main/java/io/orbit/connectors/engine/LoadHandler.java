package io.orbit.connectors.engine;

import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.ZeroRows;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import org.jspecify.annotations.Nullable;

/** Runs a load, and with it all that was only planned so far. */
final class LoadHandler extends StepHandler {
    LoadHandler(Link link, @Nullable StepHandler next) {
        super(link, next);
    }

    @Override
    void work(Flow flow, Scope scope) throws Exception {
        long start = System.nanoTime();
        Object answer = link.method().invoke(scope, parameters(flow), RowsHandler.inputs(flow, link));
        if (!(answer instanceof LoadReceipt receipt)) {
            throw new IllegalStateException("Method " + link.method().name() + " answered no receipt.");
        }
        // Sinks that would lose rows look before they publish; for the others it is not too late now.
        if (receipt.rows() == 0 && scope.onZeroRows(ZeroRows.WARN) == ZeroRows.FAIL) {
            throw new OrbitException(
                    ErrorCode.EMPTY_INPUT,
                    "there were no rows to load, and onZeroRows is 'fail'. Check the steps before.");
        }
        Flow.Notes notes = flow.note(link.id());
        notes.reused = receipt.replayed();
        if (receipt.rows() >= 0) {
            notes.metrics.put("rowsOut", receipt.rows());
        }
        if (receipt.bytes() >= 0) {
            notes.metrics.put("bytes", receipt.bytes());
        }
        notes.metrics.put("ms", (System.nanoTime() - start) / 1_000_000);
        notes.result = flow.files.keep(scope.runId(), link.id(), receipt.result());
        flow.template.add(link.id(), notes.result);
    }
}
