package io.orbit.connectors.engine;

import io.orbit.connectors.api.StepException;
import io.orbit.connectors.kafka.KafkaErrors;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.mysql.MysqlErrors;
import io.orbit.connectors.postgres.SqlStates;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Turns what a step threw into a code and a message for people. */
final class Failures {
    private Failures() {}

    /**
     * The exception to throw: CancellationException when the segment was cancelled, else a StepException that names the
     * step that failed, which is not always the one that was running.
     */
    static RuntimeException of(Flow flow, Link link, Exception failure) {
        if (failure instanceof StepException known) {
            return known;
        }
        List<Throwable> causes = causes(failure);
        boolean interrupted = causes.stream()
                .anyMatch(cause -> cause instanceof CancellationException || cause instanceof InterruptedException);
        if (flow.cancel.cancelled() || interrupted) {
            CancellationException cancelled = new CancellationException("The attempt was cancelled.");
            cancelled.initCause(failure);
            return cancelled;
        }
        Finding finding = explained(flow, link, causes)
                .orElseGet(() -> finding(link.method().about().kind(), causes));
        String step = finding.step() != null ? finding.step() : finding.atSource() ? source(flow, link) : link.id();
        String message = flow.redactor.clean("Step '%s': %s".formatted(step, finding.message()));
        // A cause that quotes a secret would carry it into a log.
        return new StepException(step, finding.code(), message, flow.redactor.leaks(failure) ? null : failure);
    }

    /** What a step said of the system that failed; of several that know it, the one that was most likely at work. */
    private static Optional<Finding> explained(Flow flow, Link link, List<Throwable> causes) {
        if (causes.stream().anyMatch(cause -> cause instanceof OrbitException)) {
            return Optional.empty();
        }
        boolean read = causes.stream()
                .anyMatch(cause -> cause instanceof SparkThrowable spark
                        && String.valueOf(spark.getCondition()).startsWith("FAILED_READ_FILE"));
        Comparator<Flow.Explained> likely =
                Comparator.comparing(each -> read ? each.sink() : !each.step().equals(link.id()));
        return flow.explained.stream()
                .sorted(likely.thenComparing(Flow.Explained::sink))
                .flatMap(each -> each.explanation().of(causes).stream()
                        .map(named ->
                                new Finding(named.code(), String.valueOf(named.getMessage()), false, each.step())))
                .findFirst();
    }

    private static Finding finding(MethodKind kind, List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof OrbitException orbit) {
                return new Finding(orbit.code(), String.valueOf(orbit.getMessage()), false);
            }
        }
        // Loads name the failures of their servers themselves; what is left comes out of a read.
        for (Throwable cause : causes) {
            if (cause instanceof SQLException failure) {
                return read(
                        failure instanceof PSQLException
                                ? SqlStates.whileReading(failure)
                                : MysqlErrors.whileReading(failure));
            }
            if (cause instanceof KafkaException failure) {
                return read(KafkaErrors.whileReading(failure));
            }
        }
        for (int at = causes.size() - 1; at >= 0; at--) {
            if (causes.get(at) instanceof SparkThrowable spark && spark.getCondition() != null) {
                Finding finding = SparkFindings.of(spark, kind);
                if (finding != null) {
                    return finding;
                }
            }
        }
        for (Throwable cause : causes) {
            Finding finding = JavaFindings.of(cause, kind);
            if (finding != null) {
                return finding;
            }
        }
        Throwable root = causes.get(causes.size() - 1);
        return new Finding(
                ErrorCode.METHOD_FAILED,
                "it failed with %s: %s".formatted(root.getClass().getSimpleName(), firstLine(root)),
                false);
    }

    private static Finding read(OrbitException named) {
        return new Finding(named.code(), String.valueOf(named.getMessage()), true);
    }

    /** The extract that feeds the step, when there is only one in this segment; else the step itself. */
    private static String source(Flow flow, Link link) {
        List<String> extracts = new ArrayList<>();
        collect(flow, link, extracts);
        return extracts.size() == 1 ? extracts.get(0) : link.id();
    }

    private static void collect(Flow flow, Link link, List<String> extracts) {
        if (link.method().about().kind() == MethodKind.EXTRACT && !extracts.contains(link.id())) {
            extracts.add(link.id());
        }
        for (Link other : flow.links) {
            if (link.inputs().containsValue(other.id())) {
                collect(flow, other, extracts);
            }
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable at = failure; at != null && !causes.contains(at); at = at.getCause()) {
            causes.add(at);
        }
        return causes;
    }

    static String firstLine(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.lines().findFirst().orElse("");
    }

    /**
     * @param atSource true when the rows could not be read, whoever asked for them
     * @param step the one that failed, when it is known
     */
    record Finding(
            ErrorCode code,
            String message,
            boolean atSource,
            @Nullable String step) {
        Finding(ErrorCode code, String message, boolean atSource) {
            this(code, message, atSource, null);
        }
    }
}
