package io.orbit.connectors.engine;

import io.orbit.connectors.method.MethodKind;
import io.orbit.schemas.ErrorCode;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import org.apache.avro.SchemaParseException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** What exceptions of the platform mean for a pipeline. */
final class JavaFindings {
    private JavaFindings() {}

    static Failures.@Nullable Finding of(Throwable cause, MethodKind kind) {
        String text = Failures.firstLine(cause);
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException) {
            ErrorCode code = kind == MethodKind.LOAD ? ErrorCode.SINK_UNREACHABLE : ErrorCode.SOURCE_UNREACHABLE;
            return new Failures.Finding(code, "no answer from the other side: " + text, false);
        }
        if (cause instanceof java.nio.file.AccessDeniedException || cause instanceof AccessControlException) {
            return new Failures.Finding(ErrorCode.ACCESS_DENIED, "access was refused: " + text, false);
        }
        boolean gone = cause instanceof FileNotFoundException || cause instanceof NoSuchFileException;
        if (gone && kind == MethodKind.EXTRACT) {
            return new Failures.Finding(ErrorCode.SOURCE_NOT_FOUND, "the file does not exist: " + text, true);
        }
        if (cause instanceof SchemaParseException) {
            return new Failures.Finding(
                    ErrorCode.SCHEMA_MISMATCH,
                    "a column's name cannot be stored in Avro (letters, digits and _ only): " + text
                            + ". Rename it with UserMethods.select.",
                    false);
        }
        // The JVM's and Delta's own classes for lost races, which carry no condition.
        if (cause.getClass().getName().startsWith("io.delta.exceptions.")) {
            return new Failures.Finding(ErrorCode.SINK_CONFLICT, "another writer was faster: " + text, false);
        }
        return null;
    }
}
