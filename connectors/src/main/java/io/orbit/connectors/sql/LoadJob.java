package io.orbit.connectors.sql;

import io.orbit.connectors.storage.Hashes;
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
public record LoadJob(
        Sink sink,
        String key,
        String runId,
        String step,
        int attempt,
        long fence,
        Target target,
        SqlLoad.Mode mode,
        List<String> keys,
        List<String> columns,
        List<Encoding> encodings,
        boolean refuseZero)
        implements Serializable {
    private static final String PREFIX = "_orbit_stg_";
    private static final int KEY_DIGITS = 16;

    /** Tells the sessions and tables of one step in one run from all others. */
    public static String digits(String key) {
        return Hashes.sha256(key).substring(0, KEY_DIGITS);
    }

    /** Name of the table that this attempt's rows go to before they are published. */
    public String stagingName() {
        return stagingPrefix() + fence;
    }

    /** Begins the names of the staging tables of all attempts of this load. */
    public String stagingPrefix() {
        return PREFIX + digits(key) + "_";
    }

    /** {@link #stagingName} as SQL, with its schema. */
    public String staging() {
        return sink.dialect().table(target.schema(), stagingName());
    }

    /** The target as SQL, with its schema. */
    public String targetSql() {
        return sink.dialect().table(target.schema(), target.name());
    }

    /** The columns as SQL. */
    public String columnList() {
        return sink.dialect().list(columns);
    }

    /** Columns that are no keys. */
    public List<String> others() {
        return columns.stream().filter(column -> !keys.contains(column)).toList();
    }
}
