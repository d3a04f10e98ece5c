package io.orbit.cli;

/** The entry of the {@code orbit} program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // No logger is bound in this program, and its users did not ask to be told so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(Orbit.run(Console.system(), arguments));
    }
}
