package io.orbit.connectors.engine;

import io.orbit.connectors.method.MethodKind;
import io.orbit.schemas.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;

/** What Spark's and Delta's error conditions mean for a pipeline. */
final class SparkFindings {
    private static final Set<String> ABSENT = Set.of(
            "PATH_NOT_FOUND",
            "TABLE_OR_VIEW_NOT_FOUND",
            "DELTA_TABLE_NOT_FOUND",
            "DELTA_PATH_DOES_NOT_EXIST",
            "DELTA_MISSING_DELTA_TABLE",
            "DELTA_TABLE_ONLY_OPERATION",
            "DELTA_VERSION_NOT_FOUND",
            "DELTA_CANNOT_TIME_TRAVEL_VERSION",
            "DELTA_VERSIONS_NOT_CONTIGUOUS");

    /** Conditions of single rows: their messages quote values, so a message of our own takes their place. */
    private static final Set<String> BAD_VALUE = Set.of(
            "CAST_INVALID_INPUT",
            "CAST_OVERFLOW",
            "CAST_OVERFLOW_IN_TABLE_INSERT",
            "ARITHMETIC_OVERFLOW",
            "BINARY_ARITHMETIC_OVERFLOW",
            "DIVIDE_BY_ZERO",
            "REMAINDER_BY_ZERO",
            "NUMERIC_VALUE_OUT_OF_RANGE",
            "NUMERIC_OUT_OF_SUPPORTED_RANGE",
            "CANNOT_PARSE_TIMESTAMP",
            "CANNOT_PARSE_DECIMAL",
            "INVALID_ARRAY_INDEX",
            "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
            "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
            "DELTA_NOT_NULL_CONSTRAINT_VIOLATED");

    private static final Set<String> SAFE_PARAMETERS =
            Set.of("sourceType", "targetType", "config", "columnName", "constraintName", "arraySize");

    private static final int MOST_CHARACTERS = 600;

    private SparkFindings() {}

    static Failures.@Nullable Finding of(SparkThrowable failure, MethodKind kind) {
        String condition = failure.getCondition();
        String name = condition.contains(".") ? condition.substring(0, condition.indexOf('.')) : condition;
        String text = "[" + condition + "] " + plain((Throwable) failure);
        if (ABSENT.contains(name)) {
            return new Failures.Finding(ErrorCode.SOURCE_NOT_FOUND, "the source does not exist: " + text, false);
        }
        if (condition.equals("FAILED_READ_FILE.FILE_NOT_EXIST")) {
            return new Failures.Finding(
                    ErrorCode.SOURCE_NOT_FOUND, "a file went away while it was read: " + text, true);
        }
        if (name.equals("MALFORMED_RECORD_IN_PARSING") || name.equals("MALFORMED_CSV_RECORD")) {
            return new Failures.Finding(
                    ErrorCode.BAD_ROW,
                    "a record does not fit the schema. Correct the file, or say what to do with such records in"
                            + " 'badRecords'.",
                    true);
        }
        if (name.equals("FAILED_READ_FILE")) {
            return new Failures.Finding(ErrorCode.SCHEMA_MISMATCH, "a file cannot be read: " + reason(failure), true);
        }
        if (BAD_VALUE.contains(name)) {
            return new Failures.Finding(ErrorCode.BAD_ROW, badValue(failure, condition), false);
        }
        if (name.equals("DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE")) {
            return new Failures.Finding(
                    ErrorCode.BAD_ROW,
                    "several rows have the key of one row of the table. Put UserMethods.deduplicate before the load.",
                    false);
        }
        if (name.startsWith("DELTA_CONCURRENT")
                || name.equals("DELTA_METADATA_CHANGED")
                || name.equals("DELTA_PROTOCOL_CHANGED")) {
            return new Failures.Finding(ErrorCode.SINK_CONFLICT, "another writer was faster: " + text, false);
        }
        if (name.equals("CONCURRENT_STREAM_LOG_UPDATE") || name.equals("CONCURRENT_QUERY")) {
            return new Failures.Finding(
                    ErrorCode.SINK_FENCED, "another attempt works on the stream's checkpoint: " + text, false);
        }
        if (name.equals("KAFKA_DATA_LOSS")) {
            return new Failures.Finding(
                    ErrorCode.INPUT_MISSING,
                    "records of the stream are no longer in the topic: " + text
                            + " Give execution.checkpoint another folder to go on without them.",
                    true);
        }
        if (failure instanceof ParseException) {
            return new Failures.Finding(ErrorCode.PARAMETER_INVALID, "the SQL cannot be read: " + text, false);
        }
        if (failure instanceof AnalysisException || name.startsWith("DELTA_")) {
            return new Failures.Finding(
                    ErrorCode.SCHEMA_MISMATCH, "columns or types do not fit: " + text, kind == MethodKind.EXTRACT);
        }
        return null;
    }

    private static String badValue(SparkThrowable failure, String condition) {
        Map<String, String> known = new TreeMap<>(failure.getMessageParameters());
        known.keySet().retainAll(SAFE_PARAMETERS);
        StringBuilder message =
                new StringBuilder("a row holds a value that cannot be used (" + condition + known + ")");
        QueryContext[] contexts = failure.getQueryContext();
        if (contexts.length > 0) {
            message.append(" in ")
                    .append(contexts[0].summary().lines().skip(1).findFirst().orElse("the expression"));
        }
        return message.append(". Correct the data, filter such rows out, or use try_cast and the like.")
                .toString();
    }

    /** Spark says that a file cannot be read, and its innermost cause says why, in several lines at times. */
    private static String reason(SparkThrowable failure) {
        Throwable root = (Throwable) failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String why = String.valueOf(root.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
        String file = failure.getMessageParameters().getOrDefault("path", "");
        String text = why.contains(file) ? why : why + "; " + file;
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + " …" : text;
    }

    /** The message without the condition in front and the plan behind. */
    private static String plain(Throwable failure) {
        return Failures.firstLine(failure).replaceFirst("^\\[[^]]*] ", "");
    }
}
