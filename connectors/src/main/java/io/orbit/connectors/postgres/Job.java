package io.orbit.connectors.postgres;

import java.io.Serializable;
import java.util.List;

/**
 * One attempt of one load, as its tasks know it.
 *
 * @param key under which the ledger remembers the load; the same in every attempt
 * @param columns names in the table, in the order of the rows
 * @param encodings how each is written, in the same order
 * @param refuseZero true when no rows at all must fail the load
 */
record Job(
        PostgresServer server,
        String key,
        String runId,
        String step,
        int attempt,
        long fence,
        Target target,
        PostgresLoad.Mode mode,
        List<String> keys,
        List<String> columns,
        List<Encoding> encodings,
        boolean refuseZero)
        implements Serializable {
    private static final String PREFIX = "_orbit_stg_";

    /** Name of the table that this attempt's parts go to before they are published; quoted, with its schema. */
    String staging() {
        return SqlNames.quoted(target.schema()) + "." + SqlNames.quoted(stagingPrefix() + fence);
    }

    /** Begins the names of the staging tables of all attempts of this load. */
    String stagingPrefix() {
        return PREFIX + PostgresServer.digits(key) + "_";
    }

    /** The columns as SQL. */
    String columnList() {
        return SqlNames.list(columns);
    }
}
