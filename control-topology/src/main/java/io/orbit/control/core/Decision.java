package io.orbit.control.core;

import io.orbit.control.core.Fact.Holder;
import io.orbit.schemas.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A decision in the making: what is true so far, and the steps that several rules share. */
final class Decision {
    private final Origin origin;
    private final List<Event> events = new ArrayList<>();
    private Scope scope;

    Decision(Scope scope, Origin origin) {
        this.scope = scope;
        this.origin = origin;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    Scope scope() {
        return scope;
    }

    RunState run() {
        return scope.run();
    }

    Origin origin() {
        return origin;
    }

    StepState step(String id) {
        return Objects.requireNonNull(run().step(id), id);
    }

    /** Records the fact and applies it. */
    void emit(Fact fact) {
        Event event = fact instanceof Fact.PipelineDefined defined
                ? event(null, 0, defined.version(), fact)
                : event(run().id(), run().seq() + 1, scope.planned().version(), fact);
        events.add(event);
        scope = event.evolve(scope);
    }

    void reject(Command command, ErrorCode code, String message, Object... about) {
        reject(command, null, code, message, about);
    }

    /** @param message a format for {@code about} */
    @SuppressWarnings("AnnotateFormatMethod") // The annotation would be one more dependency of the core.
    void reject(Object input, @Nullable Holder holder, ErrorCode code, String message, Object... about) {
        reject(input, new Command.Fault(code.id(), message.formatted(about)), holder);
    }

    void reject(Command command, Command.Fault why) {
        reject(command, why, null);
    }

    /** A rejection is on the record beside the run's history, not in it: it takes no number. */
    private void reject(Object input, Command.Fault why, @Nullable Holder holder) {
        String runId = run().id().isEmpty() ? null : run().id();
        Fact rejected = new Fact.Rejected(input.getClass().getSimpleName(), why.code(), why.message(), holder);
        events.add(event(runId, 0, run().asked().version(), rejected));
    }

    private Event event(@Nullable String runId, long seq, int version, Fact fact) {
        String pipeline = scope.pipeline().id();
        return new Event(pipeline, runId, seq, origin.at(), origin.cause(), origin.actor(), version, fact);
    }

    /** Offers every segment whose upstreams have all succeeded and of which nothing is under way. */
    void offerReadySegments() {
        for (String segment : scope.planned().segments()) {
            List<StepState> steps = run().segment(segment);
            boolean idle = steps.stream().noneMatch(step -> step.phase().open())
                    && steps.stream().anyMatch(step -> step.phase() == StepPhase.PENDING);
            if (idle && upstreamsSucceeded(segment)) {
                offer(segment);
            }
        }
    }

    private boolean upstreamsSucceeded(String segment) {
        return scope.planned().segment(segment).stream()
                .flatMap(step -> step.upstreams().stream())
                .map(this::step)
                .allMatch(up -> up.segment().equals(segment) || up.phase() == StepPhase.SUCCEEDED);
    }

    /** Offers all of the segment that has not succeeded, under a new fence. */
    void offer(String segment) {
        long fence = run().lastFence() + 1;
        int attempt = 0;
        for (StepState step : run().segment(segment)) {
            if (step.phase() != StepPhase.SUCCEEDED) {
                attempt = step.attempt().number() + 1;
                emit(new Fact.StepScheduled(step.id(), attempt, fence));
            }
        }
        emit(new Fact.SegmentOffered(segment, attempt, fence, 1));
    }

    /** Everybody who is at work on the run. */
    List<Holder> holders() {
        return run().steps().stream()
                .map(this::holder)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Who is at work on the step; null when nobody is. */
    @Nullable
    Holder holder(StepState step) {
        String runner = step.attempt().runner();
        return step.phase() == StepPhase.RUNNING && runner != null
                ? new Holder(runner, step.segment(), step.attempt().fence())
                : null;
    }

    /** Closes the open steps that {@code which} picks; {@code tell} says whether their runners are told to stop. */
    void cancelOpen(String reason, Predicate<StepState> which, boolean tell) {
        for (StepState step : run().open().filter(which).toList()) {
            StepState.Attempt attempt = step.attempt();
            Holder holder = tell ? holder(step) : null;
            emit(new Fact.StepCancelled(step.id(), attempt.number(), attempt.fence(), reason, holder));
        }
    }

    /** Fails the run at once: nothing of it stays open. */
    void fail(String code, @Nullable String step, String message) {
        cancelOpen("the run failed: " + code, each -> true, true);
        emit(new Fact.RunFailed(step, code, message));
    }

    /** Ends a run of which no news can come any more, or sends it on. */
    void endIfNothingIsOpen() {
        if (run().allSucceeded()) {
            emit(new Fact.RunSucceeded());
        } else if (run().phase() == RunPhase.CANCELLING
                && run().open().findAny().isEmpty()) {
            RunState.Ending why = run().ending();
            emit(new Fact.RunCancelled(why == null ? "" : why.message()));
        }
    }
}
