package io.orbit.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Session;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Text;
import io.orbit.schemas.pipeline.PipelineSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit validate}: every problem of every file, without a server. */
@Command(
        name = "validate",
        description = "Check pipeline definitions, offline; exit 7 when one has problems.",
        footer = {"", "In a folder, each *.json with an \"apiVersion\" is a definition."})
public final class ValidateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "FILE|DIR")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--plugin",
            paramLabel = "PATH",
            description = "A jar, or a folder of jars, whose methods are known too; may be repeated.")
    private List<String> plugins = new ArrayList<>();

    @Option(names = "--schema", description = "Print the JSON Schema of a definition, for editors.")
    private boolean schema;

    public ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (files.isEmpty() == !schema) {
            throw Failure.usage("Give files to validate, or --schema.");
        }
        Definitions definitions = new Definitions(session, plugins);
        if (schema) {
            ObjectNode document = new PipelineSchema(definitions.methods()).schema();
            session.output().one(document, d -> d.path("$id").asText(""), List.of(Json.pretty(document)));
            return Exit.OK.code();
        }
        List<Checked> checked = definitions.check(files);
        long bad = checked.stream().filter(c -> !c.valid()).count();
        ObjectNode document = Json.object().put("valid", bad == 0);
        document.set("files", Json.array(checked.stream().map(Checked::json).toList()));
        session.output().one(document, d -> names(checked), text(checked));
        if (bad > 0) {
            long problems = checked.stream().mapToLong(c -> c.problems().size()).sum();
            session.note(
                    Text.count(problems, "problem") + " in " + bad + " of " + Text.count(checked.size(), "file") + ".");
        }
        return (bad == 0 ? Exit.OK : Exit.INVALID).code();
    }

    private List<String> text(List<Checked> checked) {
        Style style = session.style();
        List<String> lines = new ArrayList<>();
        for (Checked one : checked) {
            if (one.valid()) {
                lines.add(style.ofStatus("SUCCEEDED", style.symbol("SUCCEEDED")) + " " + one.file() + "  "
                        + one.pipeline());
            } else {
                lines.addAll(one.lines());
            }
        }
        return lines;
    }

    /** The files with problems. */
    private static String names(List<Checked> checked) {
        return String.join(
                "\n",
                checked.stream().filter(c -> !c.valid()).map(Checked::file).toList());
    }
}
