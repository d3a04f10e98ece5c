package io.orbit.connectors.kafka;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of Kafka's clients mean for a pipeline. */
public final class KafkaErrors {
    private static final KafkaCluster UNKNOWN = new KafkaCluster("", "", Map.of(), "of the connection", false);

    private KafkaErrors() {}

    /** For a failure that reached the engine from within a read. */
    public static OrbitException whileReading(KafkaException failure) {
        return failure(failure, UNKNOWN);
    }

    static OrbitException failure(Throwable failure, KafkaCluster cluster) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof OrbitException known) {
            return known;
        }
        for (Throwable at = cause; at != null; at = at.getCause()) {
            OrbitException known = known(at, cluster);
            if (known != null) {
                return known;
            }
        }
        return new OrbitException(ErrorCode.METHOD_FAILED, "%s failed: %s.".formatted(cluster, words(cause)), cause);
    }

    private static @Nullable OrbitException known(Throwable cause, KafkaCluster cluster) {
        if (cause instanceof AuthenticationException) {
            // No cause: what a login module says may quote what it was given.
            return new OrbitException(
                    ErrorCode.ACCESS_DENIED,
                    "%s refused the login with the credential '%s'. Check its username and password."
                            .formatted(cluster, cluster.credential()));
        }
        if (cause instanceof AuthorizationException) {
            return failed(ErrorCode.ACCESS_DENIED, cluster, "refused it", cause, "Grant it to the credential's user.");
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return failed(
                    ErrorCode.SOURCE_NOT_FOUND, cluster, "lacks it", cause, "Correct the name, or create the topic.");
        }
        if (cause instanceof InvalidTopicException || cause instanceof InvalidTxnTimeoutException) {
            return failed(ErrorCode.PARAMETER_INVALID, cluster, "refused it", cause, "");
        }
        if (cause instanceof RecordTooLargeException) {
            return failed(
                    ErrorCode.BAD_ROW,
                    cluster,
                    "takes no record of that size",
                    cause,
                    "Filter such rows out, or raise max.message.bytes of the topic.");
        }
        if (cause instanceof OffsetOutOfRangeException) {
            return failed(ErrorCode.INPUT_MISSING, cluster, "no longer has the records", cause, "");
        }
        if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
            return failed(ErrorCode.SINK_CONFLICT, cluster, "has another producer at work for this step", cause, "");
        }
        boolean unresolved = cause instanceof ConfigException
                && String.valueOf(cause.getMessage()).contains("bootstrap");
        if (cause instanceof TimeoutException || cause instanceof RetriableException || unresolved) {
            ErrorCode code = cluster.sink() ? ErrorCode.SINK_UNREACHABLE : ErrorCode.SOURCE_UNREACHABLE;
            return failed(code, cluster, "did not answer as it should", cause, "");
        }
        return null;
    }

    private static OrbitException failed(
            ErrorCode code, KafkaCluster cluster, String happened, Throwable cause, String remedy) {
        return new OrbitException(
                code,
                "%s %s: %s. %s"
                        .formatted(cluster, happened, words(cause), remedy)
                        .strip(),
                cause);
    }

    private static String words(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.lines().findFirst().orElse("").replaceFirst("\\.+$", "");
    }
}
