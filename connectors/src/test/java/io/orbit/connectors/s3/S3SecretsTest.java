package io.orbit.connectors.s3;

import static io.orbit.connectors.engine.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.Segments;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a bucket reaches the tasks and nothing that anybody reads. */
class S3SecretsTest {
    @TempDir
    static Path data;

    private static S3TestServer server;
    private static SegmentEngine engine;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        server = S3TestServer.start(data);
        engine = Segments.engine(server.settings(data.resolve("work")).withBaseDir(data));
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    private final class Ear extends AbstractAppender {
        Ear() {
            super("ear", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringWriter text = new StringWriter();
            text.append(event.getLoggerName())
                    .append(' ')
                    .append(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(text));
            }
            told.add(text.toString());
        }
    }

    private Segments through(String connection, String format, String run) {
        return segment()
                .run("default.secrets.01JS%022d".formatted(Integer.parseInt(run)))
                .connections(server.connections())
                .step("read", "ExtractMethods.csv", "{'with':{'path':'rows.csv','schema':{'n':'int'}}}")
                .step(
                        "load",
                        "LoadMethods." + format,
                        "{'with':{'connection':'%s','path':'s3a://lake/secret-%s','mode':'append'}}"
                                .formatted(connection, format));
    }

    private void tell(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        told.add(text.toString());
    }

    @Test
    void noLogLineNoEventOfSparkNoPlanAndNoExceptionHoldsTheKey() throws IOException {
        Files.writeString(data.resolve("rows.csv"), "n\n1\n2\n");
        SparkContext spark = SparkContext.getOrCreate();
        SparkFirehoseListener events = new SparkFirehoseListener() {
            @Override
            public void onEvent(SparkListenerEvent event) {
                told.add(JsonProtocol.sparkEventToJsonString(event));
            }
        };
        spark.addSparkListener(events);
        LoggerContext logging = (LoggerContext) LogManager.getContext(false);
        Ear ear = new Ear();
        ear.start();
        logging.getConfiguration().getRootLogger().addAppender(ear, Level.DEBUG, null);
        Level before = logging.getConfiguration().getRootLogger().getLevel();
        logging.getConfiguration().getRootLogger().setLevel(Level.DEBUG);
        logging.updateLoggers();

        try {
            int run = 0;
            for (String format : List.of("parquet", "delta")) {
                var heard = through("s3", format, "" + ++run).on(engine);
                told.addAll(heard.lines);
                heard.outcomes.values().forEach(outcome -> told.add(outcome.toString()));
                var back = segment()
                        .connections(server.connections())
                        .step(
                                "back",
                                "ExtractMethods." + format,
                                "{'with':{'connection':'s3','path':'s3a://lake/secret-%s'}}".formatted(format))
                        .step("count", "UserMethods.aggregate", "{'with':{'groupBy':[],'measures':{'n':'count(1)'}}}")
                        .step("load", "LoadMethods.json", "{'with':{'path':'counted-%s'}}".formatted(format))
                        .on(engine);
                told.addAll(back.lines);
                tell(through("wrong", format, "" + ++run).failingOn(engine).failure);
            }
            server.front.rule(request -> S3Front.Fate.BREAK);
            tell(through("s3", "parquet", "" + ++run).failingOn(engine).failure);
        } finally {
            logging.getConfiguration().getRootLogger().setLevel(before);
            logging.getConfiguration().getRootLogger().removeAppender("ear");
            logging.updateLoggers();
            spark.removeSparkListener(events);
        }

        assertThat(told).as("what was told").anyMatch(line -> line.contains("s3a://lake/secret-parquet"));
        assertThat(told)
                .anyMatch(line -> line.contains("SparkListenerSQLExecutionStart"))
                .anyMatch(line -> line.contains("SparkListenerTaskEnd"));
        assertThat(told).as("a plan that shows its options").anyMatch(line -> line.contains("bucket.lake.secret.key"));
        assertThat(told).noneMatch(line -> line.contains(S3TestServer.SECRET));
        assertThat(told).noneMatch(line -> line.contains(S3TestServer.WRONG));
    }

    @Test
    void twoRunsWithDifferentKeysForOneBucketDoNotShareAClient() throws IOException {
        Files.writeString(data.resolve("rows.csv"), "n\n1\n2\n");
        server.front.pass();

        var right = through("s3", "json", "101").on(engine);
        var wrong = through("wrong", "json", "102").failingOn(engine);

        assertThat(right.metrics("load")).containsEntry("rowsOut", 2L);
        assertThat(wrong.failure).hasMessageContaining("vault:kv/data/s3#wrong");
    }
}
