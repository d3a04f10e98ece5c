package io.orbit.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.connectors.credentials.vault.VaultSettings;
import io.orbit.schemas.Topics;
import io.orbit.standalone.DataDirectory;
import io.orbit.standalone.House;
import io.orbit.standalone.HouseSettings;
import io.orbit.standalone.Stopping;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orbit demo}: real data through a whole house, and what the log says of it. */
@Command(
        name = "demo",
        description = "Runs three example pipelines in a house of their own and shows what happens.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOG_LINE = "    %-16s  %3s  %-12s  %-17s  %s%n";
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Option(names = "--keep", description = "Stay up afterwards, until stopped")
    private boolean keep;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException, ExecutionException {
        long begun = System.nanoTime();
        Path home = Path.of(System.getProperty("orbit.home", "."));
        VaultSettings vault = HouseSettings.vaultOf(System.getenv());
        DataDirectory directory = DataDirectory.open(null);
        House house = House.start(HouseSettings.in(directory.path(), home).withVault(vault));
        Stopping stopping = Stopping.closes(() -> {
            house.close();
            directory.close();
        });
        house.warmUp();
        PrintWriter out = out();
        out.printf("Broker, server and one runner are up after %.1f s%n", (System.nanoTime() - begun) / 1e9);
        out.printf("  server  %s%n  kafka   %s%n", house.url(), house.bootstrap());
        out.printf("  vault   %s%n%n", house.vault());
        Samples.apply(house.url(), home.resolve("examples"));
        boolean well = play(house, directory.path(), out);
        if (keep) {
            out.printf("%nStaying up at %s. Stop it with Ctrl-C.%n", house.url());
            out.flush();
            stopping.await(Long.MAX_VALUE);
        }
        return well ? 0 : 1;
    }

    /** True when every run succeeded in the end. */
    private boolean play(House house, Path folder, PrintWriter out)
            throws InterruptedException, IOException, ExecutionException {
        Path lake = folder.resolve("lake");
        Path sink = folder.resolve("sink-is-back");
        List<String> runs = new ArrayList<>();
        int partitions = house.settings().partitions();
        try (LogFollower log = new LogFollower(house.bootstrap(), Topics.DEFAULT, partitions)) {
            out.println("1. US flights joined, checked, aggregated, loaded as Delta and Parquet");
            String flights = run(house, log, out, "default.flights-daily", Map.of("lake", lake.toString()));
            runs.add(flights);
            out.printf(
                    (log.succeeded(flights)
                            ? "  loaded into %s" + (keep ? "" : ", which is deleted at the end") + "%n%n"
                            : "  nothing was loaded into %s%n%n"),
                    lake);

            out.println("2. A step that fails twice and recovers through the delayed retry topics");
            runs.add(run(house, log, out, "default.flaky-service", Map.of()));

            out.printf("%n3. A step that exhausts its retries, and is redriven once its sink is back%n");
            String dead = run(house, log, out, "default.broken-sink", Map.of("sink", sink.toString()));
            runs.add(dead);
            Files.writeString(sink, "back", StandardCharsets.UTF_8);
            out.printf("  the sink is back: orbit redrive %s%n", dead);
            int end = log.log().size();
            new Api(house.url()).post("/runs/" + dead + "/redrive?wait=10s", "{}");
            log.follow(dead, end, new RunView(out, Terminal.ofScript())::show);

            printLog(log, runs, out);
            return runs.stream().allMatch(log::succeeded);
        }
    }

    /** Publishes a plain JSON request, as any Kafka client can, and shows the run until it ends. */
    private String run(House house, LogFollower log, PrintWriter out, String pipeline, Map<String, String> params)
            throws InterruptedException, IOException, ExecutionException {
        String key = "demo-" + pipeline;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "RunRequested");
        body.put("pipeline", pipeline);
        body.put("params", params);
        body.put("idempotencyKey", key);
        String request = JSON.writeValueAsString(body);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", house.bootstrap()), new StringSerializer(), new StringSerializer())) {
            var sent = producer.send(new ProducerRecord<>(Topics.DEFAULT.requests(), request))
                    .get();
            out.printf("  published to %s: %s%n", sent, request);
        }
        String run = log.runOf(pipeline, key);
        out.printf("  run %s%n", run);
        out.flush();
        log.follow(run, 0, new RunView(out, Terminal.ofScript())::show);
        return run;
    }

    private static void printLog(LogFollower log, List<String> runs, PrintWriter out) {
        out.printf("%nThe log itself: topic %s, committed records only%n", Topics.DEFAULT.events());
        for (String run : runs) {
            out.printf("%n  run %s%n", run);
            out.printf(LOG_LINE, "partition:offset", "seq", "time", "event", "step or segment");
            for (LogFollower.Entry entry : log.log()) {
                if (entry.ofRun(run)) {
                    String coordinates = entry.partition() + ":" + entry.offset();
                    String type = entry.event().fact().getClass().getSimpleName();
                    String at = CLOCK.format(Instant.ofEpochMilli(entry.event().at()));
                    out.printf(LOG_LINE, coordinates, entry.event().seq(), at, type, step(entry));
                }
            }
        }
        out.flush();
    }

    private static String step(LogFollower.Entry entry) {
        var body = io.orbit.control.codec.EventCodec.record(entry.event()).getBody();
        var record = (org.apache.avro.generic.GenericRecord) body;
        for (String field : List.of("step", "segment")) {
            if (record.hasField(field) && record.get(field) != null) {
                return record.get(field).toString();
            }
        }
        return "";
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli did not hand over the command's specification.");
        }
        return spec.commandLine().getOut();
    }
}
