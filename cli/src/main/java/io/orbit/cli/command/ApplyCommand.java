package io.orbit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.cli.http.Call;
import io.orbit.cli.http.Json;
import io.orbit.cli.view.Style;
import io.orbit.cli.view.Table;
import io.orbit.cli.view.Text;
import io.orbit.schemas.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orbit apply}: makes definitions known to the server; all are checked before the first is sent. */
@Command(name = "apply", description = "Check pipeline definitions and put them in force.")
public final class ApplyCommand implements Callable<Integer> {
    private static final Duration DECISION = Duration.ofSeconds(10);
    private static final Set<String> CHANGES = Set.of("created", "changed");

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--plugin",
            paramLabel = "PATH",
            description = "A jar, or a folder of jars, whose methods are known too; may be repeated.")
    private List<String> plugins = new ArrayList<>();

    public ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Checked> checked = new Definitions(session, plugins).check(files);
        refuse(checked);

        List<JsonNode> applied = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            try {
                applied.add(send(checked.get(i)));
            } catch (Failure failure) {
                throw stopped(failure, checked, i, applied);
            }
        }

        show(applied);
        return Exit.OK.code();
    }

    /** A method unknown here may be a plug-in's that the server has: that one problem is left to the server. */
    private static boolean sendable(Checked one) {
        return one.bundle() != null
                && one.problems().stream().allMatch(problem -> problem.code() == ErrorCode.UNKNOWN_METHOD);
    }

    private void refuse(List<Checked> checked) {
        List<Checked> bad = checked.stream().filter(one -> !sendable(one)).toList();
        if (bad.isEmpty()) {
            return;
        }
        bad.forEach(one -> one.lines().forEach(session.console().streams().err()::println));
        Failure failure = new Failure(
                Exit.INVALID,
                ErrorCode.DEFINITION_INVALID,
                checked.size() == 1
                        ? "Nothing was applied: the definition has problems."
                        : "Nothing was applied: %d of %d definitions %s problems."
                                .formatted(bad.size(), checked.size(), bad.size() == 1 ? "has" : "have"));
        ArrayNode problems = failure.problem().putArray("problems");
        bad.forEach(one -> one.json().path("problems").forEach(problems::add));
        failure.problem().putArray("applied");
        throw failure;
    }

    private JsonNode send(Checked one) {
        JsonNode definition = Objects.requireNonNull(one.bundle()).document();
        // One key per definition: a key stands for one request.
        String key = session.idempotencyKey(one.file());
        return session.client().post(Call.to("pipelines").waiting(DECISION), definition, key);
    }

    /** The failure at one of the definitions, which also says what has become of the others. */
    private Failure stopped(Failure failure, List<Checked> checked, int at, List<JsonNode> applied) {
        Checked one = checked.get(at);
        StringBuilder detail = new StringBuilder();
        Checked refused = one.refused(failure.errors());
        if (refused.problems().isEmpty()) {
            detail.append(one.file()).append(": ").append(failure.getMessage());
        } else {
            detail.append("The server refuses %s: %s.%s"
                    .formatted(
                            one.file(),
                            Text.count(refused.problems().size(), "problem"),
                            applied.isEmpty() ? " Nothing was applied." : ""));
            refused.lines().forEach(session.console().streams().err()::println);
        }
        if (!applied.isEmpty()) {
            detail.append(" Applied before it: %s.".formatted(names(applied)));
            if (!session.format().isDocument()) {
                show(applied);
            }
        }
        List<String> rest = checked.subList(at + 1, checked.size()).stream()
                .map(Checked::file)
                .toList();
        if (!rest.isEmpty()) {
            detail.append(" Not sent: %s.".formatted(String.join(", ", rest)));
        }
        Failure told = failure.with(detail.toString());
        told.problem().set("applied", Json.array(applied));
        if (!refused.problems().isEmpty()) {
            told.problem().set("problems", refused.json().path("problems"));
            told.problem().remove("errors");
        }
        return told;
    }

    private static String names(List<JsonNode> applied) {
        return applied.stream()
                .map(one -> one.path("pipeline").asText("")
                        + (one.path("version").isNumber() ? "" : " (sent, not decided yet)"))
                .collect(Collectors.joining(", "));
    }

    private void show(List<JsonNode> applied) {
        session.output().many(applied, a -> a.path("pipeline").asText(""), table(applied), "");
    }

    private Table table(List<JsonNode> applied) {
        Style style = session.style();
        Table table = new Table(
                Table.Column.of("PIPELINE").cut(),
                Table.Column.of("VERSION").toTheRight(),
                Table.Column.of("RESULT")
                        .painted(word -> style.ofStatus(CHANGES.contains(word) ? "SUCCEEDED" : "", word)));
        for (JsonNode one : applied) {
            boolean decided = one.path("version").isNumber();
            table.add(
                    Ref.shorten(one.path("pipeline").asText(""), session.namespace()),
                    decided ? "v" + one.path("version").asText("") : "",
                    decided ? result(one) : "sent, not decided yet");
        }
        return table;
    }

    private static String result(JsonNode applied) {
        if (!applied.path("changed").asBoolean()) {
            return "unchanged";
        }
        return applied.path("version").asLong() == 1 ? "created" : "changed";
    }
}
