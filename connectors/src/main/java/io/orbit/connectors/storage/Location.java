package io.orbit.connectors.storage;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Where data is: a path, and what Spark needs to be told to get there. Prints the path only. */
public interface Location {
    /** As Spark and Hadoop take it, absolute; may hold a glob. */
    String path();

    /** For a reader or writer of this path only; may hold secrets. */
    Map<String, String> options();

    /** The path as a folder to load into. */
    Place folder(SparkSession session) throws java.io.IOException;

    /** Settings with which Hadoop gets there; may hold secrets. */
    default Configuration hadoop(SparkSession session) {
        Configuration conf = session.sessionState().newHadoopConf();
        options().forEach(conf::set);
        return conf;
    }
}
