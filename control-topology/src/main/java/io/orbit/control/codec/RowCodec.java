package io.orbit.control.codec;

import io.orbit.control.core.PipelineState;
import io.orbit.control.core.RunPhase;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepPhase;
import io.orbit.control.core.StepState;
import io.orbit.control.row.AttemptRow;
import io.orbit.control.row.EndingRow;
import io.orbit.control.row.MetricRow;
import io.orbit.control.row.PastRow;
import io.orbit.control.row.PipelineRow;
import io.orbit.control.row.ProblemRow;
import io.orbit.control.row.RunRow;
import io.orbit.control.row.StepRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** State as rows of the store. Equal states give equal bytes, so that stores can be compared by hash. */
public final class RowCodec {
    private static final SpecificDatumWriter<RunRow> RUN_WRITER = new SpecificDatumWriter<>(RunRow.getClassSchema());
    private static final SpecificDatumReader<RunRow> RUN_READER = new SpecificDatumReader<>(RunRow.getClassSchema());
    private static final SpecificDatumWriter<PipelineRow> PIPELINE_WRITER =
            new SpecificDatumWriter<>(PipelineRow.getClassSchema());
    private static final SpecificDatumReader<PipelineRow> PIPELINE_READER =
            new SpecificDatumReader<>(PipelineRow.getClassSchema());

    private RowCodec() {}

    public static byte[] encode(PipelineState pipeline) {
        return write(
                PIPELINE_WRITER,
                new PipelineRow(
                        pipeline.version(),
                        pipeline.hash(),
                        pipeline.definedAt(),
                        pipeline.maxActiveRuns(),
                        List.copyOf(pipeline.active()),
                        pipeline.queue()));
    }

    public static PipelineState pipeline(String id, byte[] bytes) {
        PipelineRow row = read(PIPELINE_READER, bytes);
        return new PipelineState(
                id,
                row.getVersion(),
                row.getHash(),
                row.getDefinedAt(),
                row.getMaxActiveRuns(),
                new TreeSet<>(row.getActive()),
                row.getQueue());
    }

    public static byte[] encode(RunState run) {
        RunState.Asked asked = run.asked();
        RunState.Ending ending = run.ending();
        return write(
                RUN_WRITER,
                new RunRow(
                        run.phase().name(),
                        asked.version(),
                        asked.params(),
                        asked.trigger(),
                        asked.idempotencyKey(),
                        asked.acceptedAt(),
                        run.seq(),
                        run.epoch(),
                        run.lastFence(),
                        run.startedAt(),
                        run.since(),
                        ending == null ? null : new EndingRow(ending.code(), ending.message(), ending.step()),
                        run.steps().stream().map(RowCodec::row).toList()));
    }

    /** @param results gives the result of a step that has one, by step id */
    public static RunState run(String id, byte[] bytes, UnaryOperator<String> results) {
        RunRow row = read(RUN_READER, bytes);
        EndingRow ending = row.getEnding();
        return new RunState(
                id,
                RunPhase.valueOf(row.getPhase()),
                new RunState.Asked(
                        row.getVersion(),
                        row.getParams(),
                        row.getTrigger(),
                        row.getIdempotencyKey(),
                        row.getAcceptedAt()),
                row.getSeq(),
                row.getEpoch(),
                row.getLastFence(),
                row.getStartedAt(),
                row.getSince(),
                ending == null ? null : new RunState.Ending(ending.getCode(), ending.getMessage(), ending.getStep()),
                row.getSteps().stream().map(step -> step(step, results)).toList());
    }

    private static StepRow row(StepState step) {
        List<MetricRow> metrics = step.yield().metrics().entrySet().stream()
                .map(each -> new MetricRow(each.getKey(), each.getValue()))
                .toList();
        return new StepRow(
                step.id(),
                step.segment(),
                step.phase().name(),
                row(step.attempt()),
                step.failures(),
                step.losses(),
                step.generation(),
                step.dueAt(),
                step.yield().result() != null,
                metrics,
                step.yield().output(),
                row(step.error()),
                step.token(),
                step.past().stream()
                        .map(past -> new PastRow(row(past.attempt()), past.outcome(), row(past.error())))
                        .toList());
    }

    private static StepState step(StepRow row, UnaryOperator<String> results) {
        SortedMap<String, Long> metrics = new TreeMap<>();
        row.getMetrics().forEach(each -> metrics.put(each.getName(), each.getValue()));
        return new StepState(
                row.getId(),
                row.getSegment(),
                StepPhase.valueOf(row.getPhase()),
                attempt(row.getAttempt()),
                row.getFailures(),
                row.getLosses(),
                row.getGeneration(),
                row.getDueAt(),
                new StepState.Yield(row.getHasResult() ? results.apply(row.getId()) : null, metrics, row.getOutput()),
                problem(row.getError()),
                row.getToken(),
                row.getPast().stream()
                        .map(past -> new StepState.Past(
                                attempt(past.getAttempt()), past.getOutcome(), problem(past.getError())))
                        .toList());
    }

    private static AttemptRow row(StepState.Attempt attempt) {
        return new AttemptRow(
                attempt.number(),
                attempt.fence(),
                attempt.offer(),
                attempt.scheduledAt(),
                attempt.startedAt(),
                attempt.finishedAt(),
                attempt.runner(),
                attempt.runnerEpoch());
    }

    private static StepState.Attempt attempt(AttemptRow row) {
        return new StepState.Attempt(
                row.getNumber(),
                row.getFence(),
                row.getOffer(),
                row.getScheduledAt(),
                row.getStartedAt(),
                row.getFinishedAt(),
                row.getRunner(),
                row.getRunnerEpoch());
    }

    private static @Nullable ProblemRow row(StepState.@Nullable Problem problem) {
        return problem == null ? null : new ProblemRow(problem.code(), problem.kind(), problem.message());
    }

    private static StepState.@Nullable Problem problem(@Nullable ProblemRow row) {
        return row == null ? null : new StepState.Problem(row.getCode(), row.getKind(), row.getMessage());
    }

    private static <T> byte[] write(SpecificDatumWriter<T> writer, T row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(row, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory cannot fail.", e);
        }
        return out.toByteArray();
    }

    private static <T> T read(SpecificDatumReader<T> reader, byte[] bytes) {
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new IllegalStateException("A row of the store does not decode; its changelog is damaged.", e);
        }
    }
}
