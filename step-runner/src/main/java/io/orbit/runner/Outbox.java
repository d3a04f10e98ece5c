package io.orbit.runner;

import io.orbit.schemas.Wire;
import io.orbit.wire.ReportItem;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What one attempt has said and the sender has not yet sent. Guarded by the {@link Reporter}'s lock.
 *
 * <p>An item waits while an earlier record of the attempt is on its way, so that quick steps share records, and the start
 * waits for the linger. Nothing waits once the attempt has ended.
 */
final class Outbox {
    /** Well below the largest record (1 MiB), with room for one more result of the largest size. */
    private static final int ENOUGH_BYTES = 512 * 1024;

    private final StepCommand command;
    private final long lingerNanos;
    private final List<ReportItem> items = new ArrayList<>();
    private long oldest;
    private int inFlight;
    private boolean ended;

    Outbox(StepCommand command, long lingerNanos) {
        this.command = command;
        this.lingerNanos = lingerNanos;
    }

    void add(ReportItem item, boolean last, long now) {
        if (items.isEmpty()) {
            oldest = now;
        }
        items.add(item);
        ended |= last;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Nanoseconds until the next record may go; 0 for now, {@link Long#MAX_VALUE} for not before an acknowledgement. */
    long waitNanos(long now) {
        if (ended) {
            return 0;
        }
        return inFlight > 0 ? Long.MAX_VALUE : Math.max(0, lingerNanos - (now - oldest));
    }

    /** Takes the next record; call again while not empty. */
    ProducerRecord<String, byte[]> take(String topic, String runner, long epoch) {
        int bytes = 0;
        int count = 0;
        while (count < items.size() && (count == 0 || bytes < ENOUGH_BYTES)) {
            bytes += ReportItems.bytes(items.get(count++));
        }
        List<ReportItem> part = items.subList(0, count);
        StepReport report = new StepReport(
                command.getPipeline(),
                command.getRunId(),
                command.getSegment(),
                command.getAttempt(),
                command.getFence(),
                runner,
                epoch,
                List.copyOf(part));
        part.clear();
        inFlight++;
        return new ProducerRecord<>(topic, command.getPipeline(), Wire.REPORT.encode(report));
    }

    void delivered() {
        inFlight--;
    }
}
