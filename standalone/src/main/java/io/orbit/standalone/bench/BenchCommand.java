package io.orbit.standalone.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.standalone.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orbit bench NAME}: measures in this JVM and prints the figures. */
@Command(
        name = "bench",
        description = "Measures: hop, transition, flow3, flow40, throughput, start, rules, stream.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    private static final List<String> NAMES =
            List.of("hop", "transition", "flow3", "flow40", "throughput", "start", "rules", "stream");

    /** How figures are printed. */
    enum Output {
        TABLE,
        JSON
    }

    @Parameters(paramLabel = "NAME", description = "hop, transition, flow3, flow40, throughput, start, rules or stream")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table or json (default: table)")
    private Output output = Output.TABLE;

    @Option(names = "--samples", paramLabel = "N", description = "How many are measured (default: by benchmark)")
    private int samples;

    @Option(names = "--rate", paramLabel = "N", description = "stream: events per second (default: 50000)")
    private int rate = 50_000;

    @Option(names = "--seconds", paramLabel = "N", description = "stream: how long events are sent (default: 300)")
    private int seconds = 300;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (spec == null) {
            throw new IllegalStateException("picocli did not hand over the command's specification.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!NAMES.contains(name)
                || samples < 0
                || rate < 1
                || seconds < 1
                || (samples == 0 && asked(spec, "--samples"))) {
            throw usage();
        }
        try (DataDirectory logs = DataDirectory.open(null)) {
            List<Figure> figures = measure();
            if (output == Output.JSON) {
                out.println(json(figures));
            } else {
                figures.forEach(figure -> out.println(figure.line()));
            }
            out.flush();
            // Not a field: the log's place is known only once the folder is open.
            LoggerFactory.getLogger(BenchCommand.class).info("the log of this measurement was in {}", logs.path());
            return 0;
        }
    }

    private List<Figure> measure() throws IOException, InterruptedException, ExecutionException {
        return switch (name) {
            case "hop" -> HotPath.hop(count(1000));
            case "transition" -> HotPath.transition(count(300));
            case "flow3" -> HotPath.flow(3, count(300));
            case "flow40" -> HotPath.flow(40, count(50));
            case "throughput" -> HotPath.throughput(count(5000));
            case "start" -> StartUp.measure(count(3));
            case "rules" -> RulesBench.measure(count(1_000_000));
            case "stream" -> StreamLoad.measure(rate, seconds);
            default -> throw usage();
        };
    }

    private OrbitException usage() {
        String why = NAMES.contains(name)
                ? "--samples, --rate and --seconds must be at least 1."
                : "There is no benchmark '%s'. Known: %s. %s"
                        .formatted(name, String.join(", ", NAMES), DidYouMean.hint(name, NAMES))
                        .strip();
        return new OrbitException(ErrorCode.COMMAND_LINE_INVALID, why);
    }

    private static boolean asked(CommandSpec spec, String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private int count(int usual) {
        return samples > 0 ? samples : usual;
    }

    /** One document: the first figure's keys at the top; where there are several, all of them in {@code figures}. */
    private static String json(List<Figure> figures) {
        ObjectNode document = figures.get(0).json();
        document.put("machine", machine());
        if (figures.size() > 1) {
            ArrayNode all = document.putArray("figures");
            figures.forEach(figure -> all.add(figure.json()));
        }
        return document.toPrettyString();
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%d processors, %s %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"));
    }
}
