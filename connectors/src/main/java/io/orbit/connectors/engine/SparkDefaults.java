package io.orbit.connectors.engine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Spark settings that an engine starts from; measured on a small machine with small jobs, where they count most. */
final class SparkDefaults {
    private SparkDefaults() {}

    static Map<String, String> of(EngineSettings settings) {
        Map<String, String> conf = new LinkedHashMap<>();
        conf.put("spark.ui.enabled", "false");
        conf.put("spark.ui.showConsoleProgress", "false");
        Path scratch = settings.workDir().resolve("spark");
        if (ClusterJars.needed(settings.sparkMaster())) {
            conf.put("spark.jars", ClusterJars.of(settings.methods(), scratch));
        } else {
            conf.put("spark.driver.host", "127.0.0.1");
            conf.put("spark.driver.bindAddress", "127.0.0.1");
        }
        conf.put("spark.local.dir", scratch.toString());
        conf.put(
                "spark.sql.warehouse.dir",
                settings.workDir().resolve("warehouse").toString());
        conf.put("spark.sql.shuffle.partitions", "2");
        conf.put("spark.sql.session.timeZone", "UTC");
        // One pipeline with Delta tables generates more than the default of 100 classes, and compiled them anew each
        // run.
        conf.put("spark.sql.codegen.cache.maxEntries", "2000");
        conf.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
        conf.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        // Delta's SQL parser drops the values of binds that Spark hands to parsers (delta-io/delta issue 7640); this
        // way
        // they are bound after parsing.
        conf.put("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
        // Together these take an append of ten rows from 144 ms (at worst 1.2 s) to 84 ms (at worst 0.1 s).
        conf.put("spark.databricks.delta.stats.collect", "false");
        conf.put("spark.databricks.delta.properties.defaults.checkpointInterval", "100");
        conf.put("spark.databricks.delta.allFilesInCrc.enabled", "false");
        conf.put("spark.databricks.delta.writeChecksumFile.enabled", "false");
        conf.put("spark.databricks.delta.snapshotPartitions", "2");
        conf.put("spark.delta.logStore.file.impl", "io.orbit.connectors.delta.LinkLogStore");
        conf.put("spark.delta.logStore.s3a.impl", "io.orbit.connectors.s3.PutLogStore");
        conf.put("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2");
        conf.put("spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        conf.put("spark.sql.streaming.checkpointFileManagerClass", LinkCheckpoints.class.getName());
        // A stream that does not notice that it is stopped must not hold its runner for ever.
        conf.put("spark.sql.streaming.stopTimeout", "20s");
        conf.putAll(settings.sparkConf());
        return conf;
    }
}
