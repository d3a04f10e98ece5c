package io.orbit.cli.command;

import io.orbit.cli.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orbit completion}: a script for the shell. */
@Command(name = "completion", description = "Print a completion script: source <(orbit completion bash)")
public final class CompletionCommand implements Callable<Integer> {
    /** The shells that the script is for; it is the same one for both. */
    public enum Shell {
        bash,
        zsh
    }

    private final Session session;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            session.console().streams().out().println("autoload -Uz compinit && compinit");
        }
        session.console()
                .streams()
                .out()
                .println(AutoComplete.bash("orbit", spec.root().commandLine()));
        return 0;
    }
}
