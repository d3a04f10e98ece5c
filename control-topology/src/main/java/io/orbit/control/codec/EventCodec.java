package io.orbit.control.codec;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import io.orbit.control.core.StepState;
import io.orbit.schemas.Wire;
import io.orbit.wire.Metric;
import io.orbit.wire.event.Holder;
import io.orbit.wire.event.PipelineDefined;
import io.orbit.wire.event.Rejected;
import io.orbit.wire.event.RetryScheduled;
import io.orbit.wire.event.RunAccepted;
import io.orbit.wire.event.RunCancelled;
import io.orbit.wire.event.RunCancelling;
import io.orbit.wire.event.RunFailed;
import io.orbit.wire.event.RunQueued;
import io.orbit.wire.event.RunResumed;
import io.orbit.wire.event.RunStarted;
import io.orbit.wire.event.RunSucceeded;
import io.orbit.wire.event.SegmentOffered;
import io.orbit.wire.event.StepCancelled;
import io.orbit.wire.event.StepDeadLettered;
import io.orbit.wire.event.StepFailed;
import io.orbit.wire.event.StepLost;
import io.orbit.wire.event.StepProgressed;
import io.orbit.wire.event.StepScheduled;
import io.orbit.wire.event.StepStarted;
import io.orbit.wire.event.StepSucceeded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Events as records of {@code orbit.events}, and back; what goes in comes out. */
public final class EventCodec {
    private EventCodec() {}

    public static byte[] encode(Event event) {
        return Wire.EVENT.encode(record(event));
    }

    /** @throws io.orbit.schemas.OrbitException when the bytes are no event */
    public static Event decode(byte[] bytes) {
        return event(Wire.EVENT.decode(bytes));
    }

    /** The record of an event. */
    public static io.orbit.wire.Event record(Event event) {
        return new io.orbit.wire.Event(
                event.pipeline(),
                event.runId(),
                event.seq(),
                Instant.ofEpochMilli(event.at()),
                event.cause(),
                event.actor(),
                event.version(),
                body(event.fact()));
    }

    /** The event of a record. */
    public static Event event(io.orbit.wire.Event record) {
        return new Event(
                record.getPipeline(),
                record.getRunId(),
                record.getSeq(),
                record.getAt().toEpochMilli(),
                record.getCause(),
                record.getActor(),
                record.getVersion(),
                fact((SpecificRecordBase) record.getBody()));
    }

    private static SpecificRecordBase body(Fact fact) {
        if (fact instanceof Fact.StepScheduled f) {
            return new StepScheduled(f.step(), f.attempt(), f.fence());
        } else if (fact instanceof Fact.SegmentOffered f) {
            return new SegmentOffered(f.segment(), f.attempt(), f.fence(), f.offer());
        } else if (fact instanceof Fact.StepStarted f) {
            return new StepStarted(f.step(), f.attempt(), f.fence(), f.runner(), f.runnerEpoch());
        } else if (fact instanceof Fact.StepProgressed f) {
            return new StepProgressed(f.step(), f.attempt(), f.fence(), f.healthy(), metrics(f.metrics()));
        } else if (fact instanceof Fact.StepSucceeded f) {
            return new StepSucceeded(f.step(), f.attempt(), f.fence(), f.result(), metrics(f.metrics()), f.output());
        } else if (fact instanceof Fact.StepFailed f) {
            StepState.Problem why = f.problem();
            return new StepFailed(
                    f.step(),
                    f.attempt(),
                    f.fence(),
                    why.code(),
                    why.kind(),
                    why.message(),
                    f.runner(),
                    holder(f.holder()));
        } else if (fact instanceof Fact.StepLost f) {
            return new StepLost(f.step(), f.attempt(), f.fence(), f.runner(), f.detail(), holder(f.holder()));
        } else if (fact instanceof Fact.StepCancelled f) {
            return new StepCancelled(f.step(), f.attempt(), f.fence(), f.reason(), holder(f.holder()));
        } else if (fact instanceof Fact.RetryScheduled f) {
            return new RetryScheduled(f.step(), f.attempt(), f.fence(), f.delayMs(), f.dueAt());
        } else if (fact instanceof Fact.StepDeadLettered f) {
            StepState.Problem why = f.problem();
            return new StepDeadLettered(f.step(), f.attempts(), why.code(), why.kind(), why.message(), f.token());
        } else if (fact instanceof Fact.Rejected f) {
            return new Rejected(f.input(), f.code(), f.message(), holder(f.holder()));
        }
        return runBody(fact);
    }

    private static SpecificRecordBase runBody(Fact fact) {
        if (fact instanceof Fact.RunAccepted f) {
            return new RunAccepted(f.params(), f.trigger(), f.idempotencyKey());
        } else if (fact instanceof Fact.RunQueued f) {
            return new RunQueued(f.reason());
        } else if (fact instanceof Fact.RunStarted) {
            return new RunStarted();
        } else if (fact instanceof Fact.RunResumed f) {
            return new RunResumed(f.epoch(), f.kind(), f.reset());
        } else if (fact instanceof Fact.RunCancelling f) {
            List<Holder> holders = f.holders().stream()
                    .map(each -> new Holder(each.runner(), each.segment(), each.fence()))
                    .toList();
            return new RunCancelling(f.reason(), holders);
        } else if (fact instanceof Fact.RunSucceeded) {
            return new RunSucceeded();
        } else if (fact instanceof Fact.RunFailed f) {
            return new RunFailed(f.step(), f.code(), f.message());
        } else if (fact instanceof Fact.RunCancelled f) {
            return new RunCancelled(f.reason());
        } else if (fact instanceof Fact.PipelineDefined f) {
            return new PipelineDefined(f.version(), f.hash(), f.definition(), PlanCodec.record(f.plan()));
        }
        throw new IllegalStateException("No record for " + fact.getClass());
    }

    private static Fact fact(SpecificRecordBase body) {
        if (body instanceof StepScheduled r) {
            return new Fact.StepScheduled(r.getStep(), r.getAttempt(), r.getFence());
        } else if (body instanceof SegmentOffered r) {
            return new Fact.SegmentOffered(r.getSegment(), r.getAttempt(), r.getFence(), r.getOffer());
        } else if (body instanceof StepStarted r) {
            return new Fact.StepStarted(r.getStep(), r.getAttempt(), r.getFence(), r.getRunner(), r.getRunnerEpoch());
        } else if (body instanceof StepProgressed r) {
            return new Fact.StepProgressed(
                    r.getStep(), r.getAttempt(), r.getFence(), r.getHealthy(), metrics(r.getMetrics()));
        } else if (body instanceof StepSucceeded r) {
            return new Fact.StepSucceeded(
                    r.getStep(),
                    r.getAttempt(),
                    r.getFence(),
                    r.getResultJson(),
                    metrics(r.getMetrics()),
                    r.getOutput());
        } else if (body instanceof StepFailed r) {
            StepState.Problem why = new StepState.Problem(r.getCode(), r.getKind(), r.getMessage());
            return new Fact.StepFailed(
                    r.getStep(), r.getAttempt(), r.getFence(), why, r.getRunner(), holder(r.getHolder()));
        } else if (body instanceof StepLost r) {
            return new Fact.StepLost(
                    r.getStep(), r.getAttempt(), r.getFence(), r.getRunner(), r.getDetail(), holder(r.getHolder()));
        } else if (body instanceof StepCancelled r) {
            return new Fact.StepCancelled(
                    r.getStep(), r.getAttempt(), r.getFence(), r.getReason(), holder(r.getHolder()));
        } else if (body instanceof RetryScheduled r) {
            return new Fact.RetryScheduled(r.getStep(), r.getAttempt(), r.getFence(), r.getDelayMs(), r.getDueAt());
        } else if (body instanceof StepDeadLettered r) {
            StepState.Problem why = new StepState.Problem(r.getCode(), r.getKind(), r.getMessage());
            return new Fact.StepDeadLettered(r.getStep(), r.getAttempts(), why, r.getToken());
        } else if (body instanceof Rejected r) {
            return new Fact.Rejected(r.getInput(), r.getCode(), r.getMessage(), holder(r.getHolder()));
        }
        return runFact(body);
    }

    private static Fact runFact(SpecificRecordBase body) {
        if (body instanceof RunAccepted r) {
            return new Fact.RunAccepted(r.getParams(), r.getTrigger(), r.getIdempotencyKey());
        } else if (body instanceof RunQueued r) {
            return new Fact.RunQueued(r.getReason());
        } else if (body instanceof RunStarted) {
            return new Fact.RunStarted();
        } else if (body instanceof RunResumed r) {
            return new Fact.RunResumed(r.getEpoch(), r.getKind(), List.copyOf(r.getReset()));
        } else if (body instanceof RunCancelling r) {
            return new Fact.RunCancelling(
                    r.getReason(),
                    r.getHolders().stream()
                            .map(each -> new Fact.Holder(each.getRunner(), each.getSegment(), each.getFence()))
                            .toList());
        } else if (body instanceof RunSucceeded) {
            return new Fact.RunSucceeded();
        } else if (body instanceof RunFailed r) {
            return new Fact.RunFailed(r.getStep(), r.getCode(), r.getMessage());
        } else if (body instanceof RunCancelled r) {
            return new Fact.RunCancelled(r.getReason());
        } else if (body instanceof PipelineDefined r) {
            return new Fact.PipelineDefined(
                    r.getVersion(), r.getHash(), r.getDefinition(), PlanCodec.plan(r.getVersion(), r.getPlan()));
        }
        throw new IllegalStateException("No fact for " + body.getSchema().getFullName());
    }

    private static @Nullable Holder holder(Fact.@Nullable Holder holder) {
        return holder == null ? null : new Holder(holder.runner(), holder.segment(), holder.fence());
    }

    private static Fact.@Nullable Holder holder(@Nullable Holder holder) {
        return holder == null ? null : new Fact.Holder(holder.getRunner(), holder.getSegment(), holder.getFence());
    }

    private static List<Metric> metrics(Map<String, Long> metrics) {
        return metrics.entrySet().stream()
                .map(each -> new Metric(each.getKey(), each.getValue()))
                .toList();
    }

    static SortedMap<String, Long> metrics(List<Metric> metrics) {
        SortedMap<String, Long> byName = new TreeMap<>();
        metrics.forEach(each -> byName.put(each.getName(), each.getValue()));
        return byName;
    }
}
