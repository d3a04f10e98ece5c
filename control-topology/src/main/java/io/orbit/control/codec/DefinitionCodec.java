package io.orbit.control.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.control.core.Command;
import io.orbit.control.core.Plan;
import io.orbit.control.core.PlannedStep;
import io.orbit.control.core.Planner;
import io.orbit.control.core.RetryPolicy;
import io.orbit.control.explain.Cuts;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.pipeline.DefinitionValidator;
import io.orbit.schemas.pipeline.MethodSpec;
import io.orbit.schemas.pipeline.Problem;
import io.orbit.schemas.pipeline.ResolvedPipeline;
import io.orbit.schemas.pipeline.ResolvedStep;
import io.orbit.schemas.pipeline.RetryNumbers;
import io.orbit.schemas.pipeline.StepInput;
import io.orbit.schemas.pipeline.Validation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From the JSON that a person publishes to the command that the core decides on. Total, whatever the text. */
public final class DefinitionCodec {
    private static final int SHOWN_PROBLEMS = 10;

    private final DefinitionValidator validator;

    public DefinitionCodec(DefinitionValidator validator) {
        this.validator = validator;
    }

    /** The command that publishes {@code text} as {@code pipeline}; it carries a fault when the text is not sound. */
    public Command.Define define(String pipeline, String text) {
        Validation validation = validator.validate(text);
        ResolvedPipeline resolved = validation.pipeline();
        if (resolved == null || !validation.valid()) {
            return fault(ErrorCode.DEFINITION_INVALID, said(validation.problems()));
        }
        if (!resolved.pipelineId().equals(pipeline)) {
            return fault(
                    ErrorCode.POISON_KEY,
                    "The request names '%s', its definition '%s'.".formatted(pipeline, resolved.pipelineId()));
        }
        Plan plan = plan(resolved);
        return new Command.Define(resolved.hash(), recorded(resolved, plan), plan, null);
    }

    private static Command.Define fault(ErrorCode code, String message) {
        return new Command.Define("", "", null, new Command.Fault(code.id(), message));
    }

    private static String said(List<Problem> problems) {
        String listed =
                problems.stream().limit(SHOWN_PROBLEMS).map(Problem::text).collect(Collectors.joining("; "));
        int more = problems.size() - SHOWN_PROBLEMS;
        return more > 0 ? listed + "; and " + more + " more" : listed;
    }

    /** What it is cut into. */
    public static Plan plan(ResolvedPipeline pipeline) {
        Set<String> cuts = Cuts.of(pipeline).keySet();
        List<Planner.Node> nodes = pipeline.steps().stream()
                .map(step -> new Planner.Node(
                        step.id(),
                        step.method(),
                        step.light(),
                        step.inputs().stream().map(StepInput::step).distinct().toList(),
                        step.dependsOn(),
                        cuts.contains(step.id()),
                        step.timeoutMs(),
                        retry(step.retry())))
                .toList();
        return new Plan(
                0,
                pipeline.timeoutMs(),
                pipeline.maxActiveRuns(),
                Plan.Overlap.valueOf(pipeline.overlap().name()),
                pipeline.streaming() == null ? Planner.plan(nodes) : inOne(Planner.plan(nodes)));
    }

    /** Nothing is kept between the steps of a stream: a micro-batch passes all of them, or none. */
    private static List<PlannedStep> inOne(List<PlannedStep> steps) {
        String segment = steps.get(0).segment();
        return steps.stream()
                .map(step -> new PlannedStep(
                        step.id(),
                        step.method(),
                        segment,
                        step.light(),
                        step.upstreams(),
                        step.timeoutMs(),
                        step.retry()))
                .toList();
    }

    private static RetryPolicy retry(RetryNumbers retry) {
        return new RetryPolicy(retry.maxRetries(), retry.delayMs(), retry.factor(), retry.maxDelayMs(), retry.jitter());
    }

    /**
     * The definition with inputs spelled out, {@code output} on each step whose data another segment reads, and
     * {@code stream} on the step that reads the stream.
     */
    private static String recorded(ResolvedPipeline pipeline, Plan plan) {
        Map<String, String> segments = new HashMap<>();
        for (PlannedStep step : plan.steps()) {
            segments.put(step.id(), step.segment());
        }
        Set<String> readElsewhere = new HashSet<>();
        for (ResolvedStep step : pipeline.steps()) {
            step.inputs().stream()
                    .map(StepInput::step)
                    .filter(input -> !String.valueOf(segments.get(input)).equals(segments.get(step.id())))
                    .forEach(readElsewhere::add);
        }
        ObjectNode document = (ObjectNode) Definition.parse(pipeline.json());
        ArrayNode steps = document.putArray("steps");
        for (ResolvedStep step : pipeline.steps()) {
            ObjectNode spec = (ObjectNode) Definition.parse(step.spec());
            if (readElsewhere.contains(step.id())) {
                spec.put("output", true);
            }
            if (pipeline.streaming() != null
                    && step.kind() == MethodSpec.Kind.EXTRACT
                    && step.about().streaming()) {
                spec.set(
                        "stream",
                        pipeline.streaming()
                                .json()
                                .put("resetAfterHealthyMs", step.retry().resetAfterHealthyMs()));
            }
            steps.add(spec);
        }
        return document.toString();
    }
}
