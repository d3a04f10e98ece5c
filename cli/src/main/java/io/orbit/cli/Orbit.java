package io.orbit.cli;

import io.orbit.cli.command.ApplyCommand;
import io.orbit.cli.command.CancelCommand;
import io.orbit.cli.command.CompletionCommand;
import io.orbit.cli.command.EventsCommand;
import io.orbit.cli.command.ExplainCommand;
import io.orbit.cli.command.HouseCommand;
import io.orbit.cli.command.ListCommand;
import io.orbit.cli.command.LogsCommand;
import io.orbit.cli.command.RedriveCommand;
import io.orbit.cli.command.ReplayCommand;
import io.orbit.cli.command.ResumeCommand;
import io.orbit.cli.command.RetryCommand;
import io.orbit.cli.command.RunCommand;
import io.orbit.cli.command.StatusCommand;
import io.orbit.cli.command.ValidateCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root of the command line: which commands there are, and what becomes of their failures. */
@Command(
        name = "orbit",
        description = "Runs data pipelines whose whole life is a log in Kafka.",
        versionProvider = Orbit.Version.class,
        synopsisHeading = "Usage: ",
        optionListHeading = "%nFlags of every command:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 error, 2 usage, 3 not found, 5 conflict, 6 unreachable,",
            "7 invalid, 8 timed out, 10 run failed, 11 cancelled, 12 stopped, 130 Ctrl-C."
        })
public final class Orbit implements Runnable {
    private static final Map<String, Function<Session, Object>> COMMANDS = commands();

    @Mixin
    private final Globals globals = new Globals();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;

    private static Map<String, Function<Session, Object>> commands() {
        Map<String, Function<Session, Object>> commands = new LinkedHashMap<>();
        commands.put("demo", session -> new HouseCommand.Demo());
        commands.put("dev", session -> new HouseCommand.Dev());
        commands.put("apply", ApplyCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("cancel", CancelCommand::new);
        commands.put("resume", ResumeCommand::new);
        commands.put("retry", RetryCommand::new);
        commands.put("redrive", RedriveCommand::new);
        commands.put("replay", ReplayCommand::new);
        commands.put("server", session -> new HouseCommand.Server());
        commands.put("runner", session -> new HouseCommand.Runner());
        commands.put("bench", session -> new HouseCommand.Bench());
        commands.put("fill-vault", session -> new HouseCommand.FillVault());
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    /** Runs one command line and answers its exit code. Everything it reads and writes is in {@code console}. */
    public static int run(Console console, String... arguments) {
        Orbit orbit = new Orbit();
        Session session = new Session(console, orbit.globals);
        CommandLine line = commandLine(orbit, session, arguments);
        line.setOut(new PrintWriter(console.streams().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.streams().err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(Help.defaultColorScheme(session.style().colour() ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setUsageHelpWidth(Math.max(60, Math.min(100, console.terminal().columns())));
        line.setParameterExceptionHandler((problem, args) -> Misuse.told(session, problem, args));
        line.setExecutionStrategy(parsed -> {
            orbit.globals.check(innermost(parsed));
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((problem, command, parsed) -> failed(session, problem));
        return line.execute(arguments);
    }

    private static CommandLine innermost(ParseResult parsed) {
        return parsed.hasSubcommand()
                ? innermost(parsed.subcommand())
                : parsed.commandSpec().commandLine();
    }

    /**
     * With all commands, or with the only one that is asked for: reading the annotations of the others would take
     * longer than most commands do.
     */
    private static CommandLine commandLine(Orbit orbit, Session session, String[] arguments) {
        CommandLine line = new CommandLine(orbit);
        String first = arguments.length == 0 ? "" : arguments[0];
        boolean one = COMMANDS.containsKey(first) && !first.equals("completion");
        COMMANDS.forEach((name, command) -> {
            if (!one || name.equals(first)) {
                line.addSubcommand(name, command.apply(session));
            }
        });
        line.getSubcommands().values().forEach(Orbit::showOwnOptionsOnly);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    /** The flags of every command are told once, in the help of {@code orbit}. */
    private static void showOwnOptionsOnly(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.usageMessage().synopsisHeading("Usage: ");
        command.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> {
            List<OptionSpec> own =
                    spec.options().stream().filter(o -> !o.inherited()).toList();
            return help.optionListExcludingGroups(own);
        });
        command.getHelpSectionMap()
                .put(
                        CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> help.footer() + "%nFlags of every command: orbit --help%n".formatted());
        command.getHelpSectionMap()
                .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(spec));
    }

    private static String synopsis(CommandSpec spec) {
        StringBuilder line = new StringBuilder(spec.qualifiedName());
        line.append(spec.options().stream().allMatch(OptionSpec::inherited) ? "" : " [FLAGS]");
        spec.positionalParameters().stream()
                .filter(p -> !p.hidden())
                .forEach(p -> line.append(p.arity().min() == 0 ? " [" + p.paramLabel() + "]" : " " + p.paramLabel())
                        .append(p.arity().isVariable() ? "..." : ""));
        return line.append(System.lineSeparator()).toString();
    }

    private static int failed(Session session, Exception problem) {
        Failure failure = problem instanceof Failure known ? known : Failure.unforeseen(problem);
        session.report(failure);
        return failure.exit().code();
    }

    @Override
    public void run() {
        throw Failure.usage("Which command? See: orbit --help");
    }

    /** The version of the build, from the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Orbit.class.getPackage().getImplementationVersion();
            return new String[] {"orbit " + (version == null ? "(unpackaged build)" : version)};
        }
    }
}
