package io.orbit.schemas;

/**
 * Every failure that Orbit names. A code says who must act and whether trying again can help; numbers are never reused.
 * Shown as {@code ORB-1104}.
 */
public enum ErrorCode {
    // 10xx: the definition of a pipeline
    DEFINITION_INVALID(1001, Kind.CONFIG, "The pipeline definition has problems; each is listed with its place."),
    DEFINITION_NOT_JSON(
            1002, Kind.CONFIG, "The text is not JSON (empty, truncated, not UTF-8, or followed by garbage)."),
    DEFINITION_TOO_LARGE(1003, Kind.CONFIG, "The definition is larger or deeper than the limits allow."),
    UNKNOWN_METHOD(1004, Kind.CONFIG, "A step names a method that no module or plug-in offers."),
    UNKNOWN_FIELD(1005, Kind.CONFIG, "A field is not part of the schema at this place."),
    STEP_CYCLE(1006, Kind.CONFIG, "Steps wait for each other in a circle."),
    REF_CYCLE(1007, Kind.CONFIG, "Files refer to each other in a circle."),
    REF_NOT_FOUND(1008, Kind.CONFIG, "A $ref names a file or a place in it that is not there."),
    REF_FORBIDDEN(1009, Kind.CONFIG, "A $ref leads out of the folder of the pipeline, or to a URL."),
    PLAINTEXT_SECRET(1010, Kind.CONFIG, "A value looks like a secret; put it into Vault and refer to it."),
    UNKNOWN_STEP(1011, Kind.CONFIG, "A step refers to a step that the pipeline does not have."),
    DUPLICATE_STEP(1012, Kind.CONFIG, "Two steps have the same id."),
    FILE_NOT_FOUND(1013, Kind.CONFIG, "The file is not there or cannot be read."),
    PARAMETER_INVALID(1014, Kind.CONFIG, "A parameter is missing, unknown, or of another type than declared."),
    UNRESOLVED_REFERENCE(1015, Kind.CONFIG, "A ${…} names something that does not exist."),
    UNKNOWN_CONNECTION(1016, Kind.CONFIG, "A step names a connection that the pipeline does not declare."),
    OPTION_FORBIDDEN(1017, Kind.CONFIG, "An option could load code, read local files or redirect a login."),
    DUPLICATE_FIELD(1018, Kind.CONFIG, "A field is there twice in one object."),
    SHARED_TARGET(1019, Kind.CONFIG, "Two steps write the same target in no fixed order."),
    NOT_STREAMABLE(1020, Kind.CONFIG, "Something in a streaming pipeline cannot follow a stream."),

    // 11xx: requests
    PIPELINE_NOT_FOUND(1101, Kind.CONFIG, "No definition of this pipeline has been applied."),
    RUN_NOT_FOUND(1102, Kind.CONFIG, "There is no such run."),
    RUN_FINISHED(1103, Kind.CONFIG, "The run has already ended."),
    RUN_NOT_FINISHED(1104, Kind.CONFIG, "The run has not ended; only an ended run can be resumed or retried."),
    RUN_SUCCEEDED(1105, Kind.CONFIG, "The run has succeeded; nothing is left to resume."),
    DUPLICATE_REQUEST(1106, Kind.CONFIG, "The request was already accepted; its run is named in the message."),
    CONCURRENCY_LIMIT(
            1107, Kind.CONFIG, "The pipeline's limit of active runs is reached and its overlap policy is SKIP."),
    NOTHING_TO_REDRIVE(1108, Kind.CONFIG, "The dead letter was redriven already, or never existed."),
    UNCHANGED_DEFINITION(1109, Kind.CONFIG, "The definition is the one already in force."),
    REQUEST_INVALID(1110, Kind.CONFIG, "The request lacks something or names something of a wrong form."),
    TOO_MANY_OPEN_RUNS(
            1111,
            Kind.TRANSIENT,
            "The pipeline has 10,000 active and queued runs, the most it may have. Ask again when some have ended."),

    // 12xx: reports and timers that change nothing
    STALE_ATTEMPT(1201, Kind.INTERNAL, "The report belongs to an attempt that is no longer the current one."),
    DUPLICATE_REPORT(1202, Kind.INTERNAL, "The report repeats what is already on the record."),
    STALE_TIMER(1203, Kind.INTERNAL, "The timer belongs to something that is already over."),
    NOT_THE_OWNER(1204, Kind.INTERNAL, "Another runner owns this attempt."),
    FUTURE_FENCE(1205, Kind.INTERNAL, "The report carries a fence that was never given out."),

    // 13xx: undecodable input
    POISON_BYTES(1301, Kind.DATA, "The bytes are neither a record in the registry format nor a JSON object."),
    POISON_SCHEMA(1302, Kind.DATA, "The schema id is unknown."),
    POISON_KEY(1303, Kind.DATA, "The key names another pipeline than the record does."),
    REPORT_TOO_LONG(1304, Kind.DATA, "The report says more than a runner ever does."),

    // 20xx: steps
    STEP_TIMEOUT(2001, Kind.TIMEOUT, "The step ran longer than its timeout."),
    STEP_LOST(2002, Kind.TRANSIENT, "The runner fell silent too often while it ran this step."),
    RESULT_TOO_LARGE(2003, Kind.DATA, "The step's result is larger than the limit."),
    INPUT_TOO_LARGE(
            2009, Kind.DATA, "What the step refers to does not fit into one offer; leave large data in data sets."),
    INPUT_MISSING(2004, Kind.DATA, "Data that an earlier segment left is no longer there or was changed."),
    EMPTY_INPUT(2005, Kind.DATA, "The step saw no rows and its policy is to fail."),
    VALIDATION_FAILED(2006, Kind.DATA, "Rows broke a rule whose policy is to fail."),
    SCHEMA_MISMATCH(2007, Kind.DATA, "Columns or types are not those that the step expects."),
    BAD_ROW(2008, Kind.DATA, "A row holds a value that the step or the sink cannot take."),
    RECONCILIATION(
            2010, Kind.DATA, "What a step counted is not what the sink says it holds; rows are missing or too many."),
    SOURCE_NOT_FOUND(2101, Kind.CONFIG, "The source (file, table, topic) does not exist."),
    SOURCE_UNREACHABLE(2102, Kind.TRANSIENT, "The source could not be reached."),
    SINK_UNREACHABLE(2103, Kind.TRANSIENT, "The sink could not be reached."),
    ACCESS_DENIED(2104, Kind.AUTH, "The credentials were refused."),
    SECRET_NOT_FOUND(2105, Kind.AUTH, "The credential's path or field does not exist."),
    SECRET_UNAVAILABLE(2106, Kind.TRANSIENT, "The store of credentials cannot be reached."),
    SINK_CONFLICT(2107, Kind.TRANSIENT, "Another writer changed the sink at the same time."),
    HTTP_FAILED(2108, Kind.TRANSIENT, "The HTTP call failed in a way that may pass."),
    HTTP_REFUSED(2109, Kind.DATA, "The HTTP call was refused and would be again."),
    SINK_NOT_EMPTY(2110, Kind.CONFIG, "The sink holds data already and the load's mode is to fail then."),
    SINK_FENCED(2111, Kind.INTERNAL, "A newer attempt of the step has taken over the sink; this one must stop."),
    SOURCE_CHANGED(2112, Kind.DATA, "What the run's first attempt read has changed since."),
    ALREADY_REPLAYED(2120, Kind.DATA, "Another run has replayed these quarantined rows already."),
    METHOD_FAILED(2200, Kind.TRANSIENT, "The method failed for a reason that it did not classify."),
    RUNNER_INTERNAL(2201, Kind.INTERNAL, "The runner itself failed."),
    RUNNER_STOPPED(2202, Kind.TRANSIENT, "The runner shut down or lost the brokers before the step ended."),

    // 30xx: runs
    RUN_DEADLINE(3001, Kind.TIMEOUT, "The run lasted longer than its timeout."),
    RETRIES_EXHAUSTED(3002, Kind.DATA, "A step failed and has no retries left."),

    // 40xx: the house
    KAFKA_UNREACHABLE(4001, Kind.TRANSIENT, "The Kafka brokers do not answer."),
    PORT_IN_USE(4002, Kind.CONFIG, "The port is taken by another process."),
    DATA_DIRECTORY_FOREIGN(4003, Kind.CONFIG, "The data directory belongs to another cluster."),
    TOPIC_MISMATCH(4004, Kind.CONFIG, "An existing topic has settings that Orbit cannot work with."),
    CONFIGURATION_INVALID(4005, Kind.CONFIG, "Settings are missing or wrong; each is listed."),
    SERVER_UNREACHABLE(4006, Kind.TRANSIENT, "The Orbit server does not answer."),
    STORE_UNAVAILABLE(4007, Kind.TRANSIENT, "State is being restored or moved; ask again shortly."),
    BAD_REQUEST(4008, Kind.CONFIG, "The HTTP request is not understood."),
    WAIT_TIMEOUT(4009, Kind.TRANSIENT, "What was waited for did not happen in time."),
    INTERNAL(4010, Kind.INTERNAL, "Something failed that should not; the log of the server says what."),
    COMMAND_LINE_INVALID(4011, Kind.CONFIG, "The command line is not understood."),
    HISTORY_GONE(4012, Kind.DATA, "The log no longer holds the beginning of the history that was asked for.");

    /** Who must act, and whether a retry can help. */
    public enum Kind {
        /** May pass by itself: retried. */
        TRANSIENT(true),
        /** Took too long: retried. */
        TIMEOUT(true),
        /** The definition or a setting must change. */
        CONFIG(false),
        /** Credentials or grants must change. */
        AUTH(false),
        /** The data must change. */
        DATA(false),
        /** A defect of Orbit or of a method. */
        INTERNAL(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        public boolean retryable() {
            return retryable;
        }

        /** The kind of that name; {@link #TRANSIENT} for one that this version does not know, so that it is retried. */
        public static Kind of(String name) {
            for (Kind kind : values()) {
                if (kind.name().equals(name)) {
                    return kind;
                }
            }
            return TRANSIENT;
        }
    }

    private final int number;
    private final Kind kind;
    private final String meaning;

    ErrorCode(int number, Kind kind, String meaning) {
        this.number = number;
        this.kind = kind;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** One sentence for the documentation. */
    public String meaning() {
        return meaning;
    }

    /** The stable form in messages and answers, e.g. {@code ORB-1104}. */
    public String id() {
        return "ORB-" + number;
    }
}
