package io.orbit.standalone;

import io.orbit.api.ServerMain;
import io.orbit.runner.RunnerMain;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.standalone.bench.BenchCommand;
import io.orbit.standalone.demo.DemoCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The part of {@code orbit} that runs things instead of asking a server. */
@Command(
        name = "orbit",
        description = "Orbit in this process.",
        subcommands = {DemoCommand.class, DevCommand.class, BenchCommand.class, FillVaultCommand.class})
public final class Main {
    private Main() {}

    /** {@code demo}, {@code dev}, {@code bench}, {@code fill-vault}, {@code server} or {@code runner} with their flags. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("server")) {
            ServerMain.main(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        if (arguments.length > 0 && arguments[0].equals("runner")) {
            RunnerMain.main(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exit = new CommandLine(new Main())
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, err))
                .execute(arguments);
        System.exit(exit);
    }

    private static int explain(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof OrbitException known) {
            err.println("error: " + known.line());
            return known.code() == ErrorCode.COMMAND_LINE_INVALID ? CommandLine.ExitCode.USAGE : 1;
        }
        throw failure;
    }
}
