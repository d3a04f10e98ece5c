package io.orbit.schemas;

import io.orbit.wire.DeadLetter;
import io.orbit.wire.Event;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.RunnerBeat;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepCommand;
import io.orbit.wire.StepLog;
import io.orbit.wire.StepReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records as bytes, in the wire format of the Confluent registry: a zero byte, a 4-byte big-endian schema id, Avro binary
 * (docs.confluent.io, "Wire format"). Orbit's own schemas have fixed ids, so no registry has to run.
 *
 * <p>One instance per record type. Safe for use by many threads.
 */
public final class Wire<T extends SpecificRecordBase> {
    private static final int HEADER = 5;

    public static final Wire<Request> REQUEST = new Wire<>(1001, Request.class, Request.getClassSchema());
    public static final Wire<Event> EVENT = new Wire<>(1002, Event.class, Event.getClassSchema());
    public static final Wire<StepCommand> COMMAND = new Wire<>(1003, StepCommand.class, StepCommand.getClassSchema());
    public static final Wire<StepReport> REPORT = new Wire<>(1004, StepReport.class, StepReport.getClassSchema());
    public static final Wire<RetryTicket> TICKET = new Wire<>(1005, RetryTicket.class, RetryTicket.getClassSchema());
    public static final Wire<DeadLetter> DEAD_LETTER = new Wire<>(1006, DeadLetter.class, DeadLetter.getClassSchema());
    public static final Wire<RunnerBeat> BEAT = new Wire<>(1007, RunnerBeat.class, RunnerBeat.getClassSchema());
    public static final Wire<RunnerOrder> ORDER = new Wire<>(1008, RunnerOrder.class, RunnerOrder.getClassSchema());
    public static final Wire<StepLog> LOG = new Wire<>(1009, StepLog.class, StepLog.getClassSchema());

    /** Writer schemas of every id ever given out; served to foreign decoders under the registry's REST paths. */
    public static final Map<Integer, Schema> SCHEMAS = Map.of(
            1001, Request.getClassSchema(),
            1002, Event.getClassSchema(),
            1003, StepCommand.getClassSchema(),
            1004, StepReport.getClassSchema(),
            1005, RetryTicket.getClassSchema(),
            1006, DeadLetter.getClassSchema(),
            1007, RunnerBeat.getClassSchema(),
            1008, RunnerOrder.getClassSchema(),
            1009, StepLog.getClassSchema());

    private final int id;
    private final Class<T> type;
    private final SpecificDatumWriter<T> writer;
    private final SpecificDatumReader<T> reader;

    private Wire(int id, Class<T> type, Schema schema) {
        this.id = id;
        this.type = type;
        this.writer = new SpecificDatumWriter<>(schema);
        this.reader = new SpecificDatumReader<>(schema, schema);
    }

    /** The fixed schema id. */
    public int id() {
        return id;
    }

    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory cannot fail.", e);
        }
        return out.toByteArray();
    }

    /**
     * @throws OrbitException POISON_BYTES when the bytes are not such a record, POISON_SCHEMA when the id is another's;
     *     nothing else, whatever the bytes
     */
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != 0) {
            throw new OrbitException(ErrorCode.POISON_BYTES, "The value is not in the registry wire format.");
        }
        int found = ByteBuffer.wrap(bytes, 1, 4).getInt();
        if (found != id) {
            throw new OrbitException(
                    ErrorCode.POISON_SCHEMA,
                    "Schema id %d is not the id of %s (%d).".formatted(found, type.getSimpleName(), id));
        }
        BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER);
        T record;
        try {
            record = reader.read(null, decoder);
        } catch (IOException | RuntimeException e) {
            // Any runtime exception: which ones Avro throws on bad bytes is no part of its contract.
            throw new OrbitException(
                    ErrorCode.POISON_BYTES, "The value does not decode as %s.".formatted(type.getSimpleName()), e);
        }
        if (decoder.remaining() > 0) {
            throw new OrbitException(
                    ErrorCode.POISON_BYTES,
                    "%d bytes follow the end of the %s.".formatted(decoder.remaining(), type.getSimpleName()));
        }
        return record;
    }
}
