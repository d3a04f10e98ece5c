package io.orbit.connectors.rules;

import io.orbit.connectors.method.Param;
import java.util.Map;

/** Parameters of {@code ExtractMethods.quarantine}. */
public record QuarantineExtract(
        @Param(
                value = "Folder that a step of UserMethods.rules put rows into.",
                required = true,
                example = "\"lake/quarantine/orders\"")
        String path,

        @Param(value = "What is written there.", defaultsTo = "\"delta\"")
        Rules.Format format,

        @Param(
                value = "Id of the run whose rows are read. When empty, there are no rows: a pipeline can always read"
                        + " the quarantine, and be given a run only when there is one to replay. It then needs"
                        + " 'schema'.",
                defaultsTo = "\"\"",
                example = "\"${params.replay}\"")
        String run,

        @Param(value = "Id of the step that put them aside.", required = true, example = "\"quality\"")
        String step,

        @Param(
                value = "Columns with their SQL types. When left out, they are those that the rows had.",
                example = "{\"order_id\": \"bigint\", \"amount\": \"double\"}")
        Map<String, String> schema,

        @Param(
                value = "Read the rows although another run has replayed them already, so that they get there twice.",
                defaultsTo = "false")
        boolean again) {}
