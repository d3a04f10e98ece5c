package io.orbit.cli.command;

import io.orbit.cli.Exit;
import io.orbit.cli.Failure;
import io.orbit.cli.Ref;
import io.orbit.cli.Session;
import io.orbit.schemas.ErrorCode;

/**
 * What Ctrl-C means while a run is followed: the run goes on, the terminal is left in order, and the user is told how
 * to come back. The JVM itself then exits with 130.
 */
final class Detaching implements AutoCloseable {
    private final Thread hook;

    Detaching(Session session, String runId) {
        hook = new Thread(() -> tell(session, runId), "orbit-detach");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void tell(Session session, String runId) {
        String back = "orbit status " + Ref.shorten(runId, session.namespace()) + " --watch";
        if (session.format().isText()) {
            session.note("");
            session.note("Detached; the run goes on.");
            session.hint("Watch it:", back);
        } else {
            session.report(new Failure(
                    Exit.INTERRUPTED, ErrorCode.WAIT_TIMEOUT, "Detached; the run goes on. Watch it: " + back));
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already going down: the hook has its say, and nothing else is left to do.
            return;
        }
    }
}
