package io.orbit.control.topology;

import io.orbit.control.codec.EventCodec;
import io.orbit.control.codec.Poison;
import io.orbit.control.core.Event;
import io.orbit.control.retry.Coins;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.DeadLetter;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Writes records to the topics, inside the transaction of the record at hand. */
final class Outputs {
    static final String EVENTS = "events";
    static final String COMMANDS = "commands";
    static final String ORDERS = "orders";
    static final String LETTERS = "letters";
    static final String POISON = "poison";
    static final String AGAIN = "requests-again";

    /** Room for key, headers and framing beside the value. */
    private static final int FRAMING = 16 * 1024;

    private final ProcessorContext<byte[], byte[]> context;

    Outputs(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    /** Name of the sink of a retry topic. */
    static String retries(Duration delay) {
        return "retries-" + delay.toSeconds();
    }

    void event(Event event) {
        forward(EVENTS, event.pipeline(), EventCodec.encode(event), event.at());
    }

    /** False when the offer is larger than a record may be; nothing is written then. */
    boolean offer(StepCommand command, long at) {
        byte[] value = Wire.COMMAND.encode(command);
        if (value.length > Topics.MAX_RECORD_BYTES - FRAMING) {
            return false;
        }
        forward(COMMANDS, command.getRunId() + '/' + command.getSegment(), value, at);
        return true;
    }

    void order(RunnerOrder order, long at) {
        forward(ORDERS, order.getRunner(), Wire.ORDER.encode(order), at);
    }

    void letter(DeadLetter letter) {
        forward(LETTERS, letter.getPipeline(), Wire.DEAD_LETTER.encode(letter), letter.getFailedAt());
    }

    void request(Request request, long at) {
        forward(AGAIN, request.getPipeline(), Wire.REQUEST.encode(request), at);
    }

    void delay(RetryTicket ticket, long delayMs, long at) {
        Duration coin = Coins.first(delayMs);
        forward(retries(coin), ticket.getPipeline(), Wire.TICKET.encode(ticket), at);
    }

    /** Parks a record that cannot be understood, as it came, with where it came from and why. */
    void poison(Record<byte[], byte[]> record, RecordMetadata where, OrbitException why) {
        Poison parked = Poison.of(where.topic(), where.partition(), where.offset(), record.value(), why);
        byte[] key = parked.key().getBytes(StandardCharsets.UTF_8);
        context.forward(new Record<>(key, parked.value(), record.timestamp(), parked.headers()), POISON);
    }

    private void forward(String sink, String key, byte[] value, long at) {
        context.forward(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, at), sink);
    }
}
