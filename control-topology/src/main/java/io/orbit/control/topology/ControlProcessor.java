package io.orbit.control.topology;

import io.orbit.control.codec.CommandCodec;
import io.orbit.control.codec.Definition;
import io.orbit.control.codec.OfferCodec;
import io.orbit.control.core.Command;
import io.orbit.control.core.Decider;
import io.orbit.control.core.Effect;
import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.Origin;
import io.orbit.control.core.PipelineState;
import io.orbit.control.core.Plan;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.Scope;
import io.orbit.control.core.StepPhase;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.RequestJson;
import io.orbit.schemas.RunId;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepReport;
import io.orbit.wire.request.RunRequested;
import io.orbit.wire.request.TimerDue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the control plane: decode, load, decide, save, forward. It holds no rule about runs.
 *
 * <p>What goes wrong with an input is a rejection or a poison record; what goes wrong here aborts the transaction.
 */
final class ControlProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    static final String STORE = "control";

    private static final Pattern PIPELINE = Pattern.compile("[a-z][a-z0-9-]{0,62}\\.[a-z][a-z0-9-]{0,62}");

    /** The largest definition with its envelope; what is said of a request, some of it twice, fits into a record. */
    private static final int MOST_OF_REQUEST = 5 << 18;

    /** The largest record, less what an event adds to the report it tells of. */
    private static final int MOST_OF_REPORT = Topics.MAX_RECORD_BYTES - 16 * 1024;

    private static final Plan EMPTY = new Plan(0, 0, 0, Plan.Overlap.QUEUE, List.of());

    private static final int LONGEST_ACTOR = 255;

    /** How many runs one record may let in: what follows from it must fit into one transaction. */
    private static final int MOST_ADMITTED = 100;

    private final Topics topics;
    private final int partitions;
    private final CommandCodec commands;
    private final Liveness liveness;
    private final OpenRuns open = new OpenRuns();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable Outputs out;
    private @Nullable Rows rows;
    private @Nullable Intents intents;
    private boolean urgent;
    private boolean admitting;

    ControlProcessor(Topics topics, int partitions, CommandCodec commands, Liveness liveness) {
        this.topics = topics;
        this.partitions = partitions;
        this.commands = commands;
        this.liveness = liveness;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        out = new Outputs(processorContext);
        KeyValueStore<String, byte[]> store = processorContext.getStateStore(STORE);
        rows = new Rows(new StoreRows(store));
        try (KeyValueIterator<String, byte[]> pipelines = store.prefixScan("p|", new StringSerializer())) {
            while (pipelines.hasNext()) {
                PipelineState pipeline = rows().pipeline(pipelines.next().key.substring(2));
                pipeline.active().forEach(run -> watch(rows().run(run)));
                pipeline.queue().forEach(run -> watch(rows().run(run)));
            }
        }
        intents = new Intents(processorContext, out(), open, liveness);
        intents.begin();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata where = context().recordMetadata().orElseThrow();
        try {
            if (topics.requests().equals(where.topic())) {
                request(record, where);
            } else {
                report(record, where);
            }
        } catch (OrbitException e) {
            out().poison(record, where, e);
        }
        boolean commit = Drain.ofThread().processed(urgent);
        urgent = false;
        if (commit) {
            context().commit();
        }
    }

    private void request(Record<byte[], byte[]> record, RecordMetadata where) {
        Request request = RequestJson.decode(present(record.value(), MOST_OF_REQUEST));
        String pipeline = request.getPipeline();
        if (!PIPELINE.matcher(pipeline).matches()) {
            throw new OrbitException(
                    ErrorCode.REQUEST_INVALID, "'%s' is not of the form namespace.pipeline.".formatted(pipeline));
        }
        checkKey(record.key(), pipeline);
        if (partition(pipeline) != where.partition()) {
            forwardOnce(request, record, where);
            return;
        }
        urgent = true;
        String cause = cause(where);
        Origin origin = new Origin(record.timestamp(), cause, shortened(request.getActor()));
        if (request.getBody() instanceof TimerDue due && due.getTimer().equals(Intents.ADMIT)) {
            admitting = true;
            admit(pipeline, origin);
            return;
        }
        Definition newest =
                rows().definition(pipeline, rows().pipeline(pipeline).version());
        Command command = Crowd.limited(commands.command(request, newest), rows().pipeline(pipeline));
        decide(scope(request, origin), command, origin);
    }

    private Scope scope(Request request, Origin origin) {
        String pipeline = request.getPipeline();
        String asked = CommandCodec.runOf(request);
        if (asked != null) {
            boolean here = RunId.parse(asked)
                    .filter(id -> id.pipeline().equals(pipeline))
                    .isPresent();
            Scope scope = rows().scope(pipeline, here ? asked : "", null);
            return here ? scope : new Scope(scope.pipeline(), scope.plan(), RunState.absent(asked), null);
        }
        if (!(request.getBody() instanceof RunRequested)) {
            return rows().scope(pipeline, "", null);
        }
        String key = request.getIdempotencyKey();
        String owner = rows().keyOwner(pipeline, key);
        String origins = key == null ? origin.cause() : "key " + key;
        String runId =
                owner == null ? RunId.derive(pipeline, origin.at(), origins).toString() : owner;
        return rows().scope(pipeline, runId, key);
    }

    private void report(Record<byte[], byte[]> record, RecordMetadata where) {
        StepReport report = Wire.REPORT.decode(present(record.value(), MOST_OF_REPORT));
        String pipeline = report.getPipeline();
        checkKey(record.key(), pipeline);
        boolean here = RunId.parse(report.getRunId())
                .filter(id -> id.pipeline().equals(pipeline))
                .isPresent();
        if (!here || partition(pipeline) != where.partition()) {
            throw new OrbitException(
                    ErrorCode.POISON_KEY, "The report's run, pipeline and partition do not belong together.");
        }
        Origin origin = new Origin(record.timestamp(), cause(where), report.getRunner());
        Scope scope = rows().scope(pipeline, report.getRunId(), null);
        decide(scope, CommandCodec.report(report, scope.run().steps().size()), origin);
    }

    /** Decides, and lets in who waits for a place that became free, in the transaction of the record at hand. */
    private void decide(Scope scope, Command command, Origin origin) {
        settle(scope, command, origin);
        admit(scope.pipeline().id(), origin);
    }

    /** A loop, no recursion, and not all at once: a definition that lifts the limit lets in as many as wait. */
    private void admit(String pipeline, Origin origin) {
        for (int admitted = 0; admitting; admitted++) {
            admitting = false;
            String next = rows().pipeline(pipeline).next();
            if (next != null && admitted == MOST_ADMITTED) {
                ready(intents).admit(next, origin.at());
            } else if (next != null) {
                settle(rows().scope(pipeline, next, null), new Command.Admit(), origin);
            }
        }
    }

    /** Decides one command, and carries out what its events imply. */
    private void settle(Scope scope, Command command, Origin origin) {
        Decider.Outcome outcome = Decider.outcome(scope, command, origin);
        Scope after = outcome.scope();
        rows().save(scope, after, outcome.events());
        outcome.events().forEach(out()::event);
        if (after.run().phase() != RunPhase.ABSENT) {
            open.answered(after.run().id(), command);
            watch(after.run());
        }
        for (Event event : outcome.events()) {
            for (Effect effect : Effect.of(event)) {
                carryOut(effect, event, after, origin);
            }
        }
    }

    private void carryOut(Effect effect, Event event, Scope after, Origin origin) {
        RunState run = after.run();
        String pipeline = event.pipeline();
        urgent = true;
        if (effect instanceof Effect.Offer offer) {
            // Not as it was after the decision: an offer before this one may have been too large, and the run failed.
            RunState now = rows().run(run.id());
            boolean stands = now.segment(offer.segment()).stream()
                    .anyMatch(step -> step.phase() == StepPhase.SCHEDULED
                            && step.attempt().fence() == offer.fence());
            Definition definition = definition(pipeline, now);
            if (stands && !out().offer(OfferCodec.offer(pipeline, now, definition, offer), origin.at())) {
                Command.Fault why =
                        new Command.Fault(ErrorCode.INPUT_TOO_LARGE.id(), ErrorCode.INPUT_TOO_LARGE.meaning());
                Command refused = new Command.Unofferable(offer.segment(), offer.fence(), why);
                settle(rows().scope(pipeline, run.id(), null), refused, origin);
            }
        } else if (effect instanceof Effect.Delay delay) {
            String segment = segment(run, delay.step());
            RetryTicket ticket = new RetryTicket(
                    pipeline, run.id(), segment, delay.step(), delay.attempt(), delay.fence(), delay.dueAt());
            out().delay(ticket, delay.delayMs(), origin.at());
        } else if (effect instanceof Effect.Bury bury) {
            out().letter(OfferCodec.letter(event, run, definition(pipeline, run), bury));
        } else if (effect instanceof Effect.Stop stop) {
            Fact.Holder holder = stop.holder();
            out().order(
                            new RunnerOrder(
                                    holder.runner(),
                                    "CANCEL",
                                    run.id(),
                                    holder.segment(),
                                    holder.fence(),
                                    stop.reason()),
                            origin.at());
        } else if (effect instanceof Effect.AdmitNext) {
            admitting = true;
        }
    }

    private void watch(RunState run) {
        String pipeline = RunId.parse(run.id()).orElseThrow().pipeline();
        if (run.phase().terminal()) {
            open.update(run, EMPTY);
        } else {
            open.update(run, definition(pipeline, run).plan());
        }
    }

    private void forwardOnce(Request request, Record<byte[], byte[]> record, RecordMetadata where) {
        if (request.getForwardedFrom() != null) {
            throw new OrbitException(
                    ErrorCode.POISON_KEY,
                    "The request was forwarded from %s and is misplaced again.".formatted(request.getForwardedFrom()));
        }
        Request placed = new Request(
                request.getPipeline(),
                request.getActor(),
                request.getIdempotencyKey(),
                cause(where),
                request.getBody());
        out().request(placed, record.timestamp());
        urgent = true;
    }

    private static void checkKey(byte @Nullable [] key, String pipeline) {
        if (key != null && key.length > 0 && !new String(key, StandardCharsets.UTF_8).equals(pipeline)) {
            throw new OrbitException(
                    ErrorCode.POISON_KEY,
                    "The key does not name the pipeline '%s' of the record. Use it as the key, or no key."
                            .formatted(pipeline));
        }
    }

    /** It stands in every event that follows. */
    private static @Nullable String shortened(@Nullable String actor) {
        return actor == null || actor.length() <= LONGEST_ACTOR ? actor : actor.substring(0, LONGEST_ACTOR);
    }

    private static byte[] present(byte @Nullable [] value, int most) {
        if (value == null || value.length == 0) {
            throw new OrbitException(ErrorCode.POISON_BYTES, "The record is empty.");
        } else if (value.length > most) {
            throw new OrbitException(
                    ErrorCode.REQUEST_INVALID,
                    "The record has %s bytes; %s are allowed.".formatted(value.length, most));
        }
        return value;
    }

    private int partition(String pipeline) {
        byte[] key = pipeline.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private static String cause(RecordMetadata where) {
        return where.topic() + ':' + where.partition() + ':' + where.offset();
    }

    private Definition definition(String pipeline, RunState run) {
        Definition definition = rows().definition(pipeline, run.asked().version());
        if (definition == null) {
            throw new IllegalStateException("Run '" + run.id() + "' has no definition in the store.");
        }
        return definition;
    }

    private static String segment(RunState run, String step) {
        return run.steps().stream()
                .filter(each -> each.id().equals(step))
                .findFirst()
                .orElseThrow()
                .segment();
    }

    private ProcessorContext<byte[], byte[]> context() {
        return ready(context);
    }

    private Outputs out() {
        return ready(out);
    }

    private Rows rows() {
        return ready(rows);
    }

    private static <T> T ready(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The processor was not initialised.");
        }
        return part;
    }
}
