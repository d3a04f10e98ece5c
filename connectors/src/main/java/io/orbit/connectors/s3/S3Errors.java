package io.orbit.connectors.s3;

import io.orbit.connectors.method.Explanation;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.s3a.AWSClientIOException;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What the failures of a bucket mean.
 *
 * @param reference where its credentials come from
 * @param sink whether rows go there
 */
record S3Errors(String bucket, String reference, boolean sink) implements Explanation {
    private static final Set<String> REFUSED = Set.of(
            "AccessDenied",
            "AllAccessDisabled",
            "AccountProblem",
            "InvalidAccessKeyId",
            "InvalidToken",
            "ExpiredToken",
            "TokenRefreshRequired",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch");
    private static final Set<String> ELSEWHERE = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException");

    @Override
    public Optional<OrbitException> of(List<Throwable> causes) {
        boolean about = causes.stream().anyMatch(S3Errors::ours);
        boolean other = causes.stream().anyMatch(cause -> names(cause, "s3a://"))
                && causes.stream().noneMatch(cause -> names(cause, "s3a://" + bucket));
        if (!about || other) {
            return Optional.empty();
        }
        for (int at = causes.size() - 1; at >= 0; at--) {
            OrbitException named = named(causes.get(at));
            if (named != null) {
                return Optional.of(named);
            }
        }
        return Optional.empty();
    }

    /** From the libraries that speak with the server. */
    private static boolean ours(Throwable cause) {
        return cause instanceof AwsServiceException
                || cause instanceof SdkClientException
                || cause.getClass().getName().startsWith("org.apache.hadoop.fs.s3a.");
    }

    private static boolean names(Throwable cause, String text) {
        return String.valueOf(cause.getMessage()).contains(text);
    }

    private @Nullable OrbitException named(Throwable cause) {
        if (cause instanceof AwsServiceException service) {
            return named(service);
        }
        if (cause instanceof UnknownStoreException) {
            return missing(cause);
        }
        if (cause instanceof RemoteFileChangedException) {
            return sink
                    ? failed(ErrorCode.SINK_CONFLICT, "another writer was faster", cause, "")
                    : failed(
                            ErrorCode.SOURCE_CHANGED,
                            "an object changed while it was read",
                            cause,
                            " Start a new run to read what is there now.");
        }
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException
                || cause instanceof SocketException
                // A connection that the server, or something on the way, has closed.
                || cause instanceof EOFException
                || cause.getClass().getName().startsWith("org.apache.http.")
                || cause instanceof SdkClientException
                || cause instanceof AWSClientIOException) {
            return unreachable(cause, "Check 'endpoint' in the connection, and the network.");
        }
        return null;
    }

    private @Nullable OrbitException named(AwsServiceException failure) {
        int status = failure.statusCode();
        String code = failure.awsErrorDetails() == null
                ? ""
                : String.valueOf(failure.awsErrorDetails().errorCode());
        if (code.equals("NoSuchBucket")) {
            return missing(failure);
        }
        if (REFUSED.contains(code) || status == 401 || status == 403) {
            return failed(
                    ErrorCode.ACCESS_DENIED,
                    "refuses the credential '%s' (%s)".formatted(reference, code.isEmpty() ? status : code),
                    failure,
                    " Correct the credential, or grant it the rights that the step needs.");
        }
        if (ELSEWHERE.contains(code) || status == 301 || status == 307) {
            return failed(
                    ErrorCode.PARAMETER_INVALID,
                    "is in another region than the connection says",
                    failure,
                    " Correct 'region' in the connection.");
        }
        if (status == 409 || status == 412) {
            return failed(ErrorCode.SINK_CONFLICT, "has changed at the same time", failure, "");
        }
        if (status == 429 || status >= 500) {
            return unreachable(failure, "It may be overloaded; the step will be tried again.");
        }
        return null;
    }

    private OrbitException missing(Throwable cause) {
        return failed(ErrorCode.SOURCE_NOT_FOUND, "does not exist", cause, " Correct the path, or create the bucket.");
    }

    private OrbitException unreachable(Throwable cause, String hint) {
        String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return failed(
                sink ? ErrorCode.SINK_UNREACHABLE : ErrorCode.SOURCE_UNREACHABLE,
                "gives no answer (%s)".formatted(text),
                cause,
                " " + hint);
    }

    private OrbitException failed(ErrorCode code, String what, Throwable cause, String hint) {
        return new OrbitException(code, "bucket '%s' %s.%s".formatted(bucket, what, hint), cause);
    }
}
