package io.orbit.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * Everything a command sees of the machine it runs on, so that a test can be the machine.
 *
 * @param workingDirectory where relative paths begin
 */
public record Console(Streams streams, Terminal terminal, Map<String, String> env, Path workingDirectory, Clock clock) {

    /** Data goes to {@code out}; notes, prompts and errors to {@code err}. Both are UTF-8. */
    public record Streams(InputStream in, PrintStream out, PrintStream err) {}

    /**
     * Which of the streams are a terminal, and how large it is.
     *
     * @param columns cells per line; meaningless unless {@code out} is true
     */
    public record Terminal(boolean in, boolean out, boolean err, int columns, int rows) {
        public static final Terminal NONE = new Terminal(false, false, false, 80, 24);
    }

    /**
     * The real machine. The launch script knows the terminal and says so in {@code orbit.tty} ("in,out,err" of those
     * that are one) and {@code orbit.size} ("rows columns"); without the script the JVM's own, coarser answer is used.
     */
    public static Console system() {
        return new Console(
                new Streams(System.in, utf8(System.out), utf8(System.err)),
                detected(),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Clock.system(ZoneId.systemDefault()));
    }

    @SuppressWarnings("SystemConsoleNull") // the version is checked beside it
    private static Terminal detected() {
        String told = System.getProperty("orbit.tty");
        boolean whole =
                told == null && System.console() != null && Runtime.version().feature() < 22;
        String streams = told == null ? "" : told;
        String[] size = System.getProperty("orbit.size", "").trim().split(" ", -1);
        return new Terminal(
                whole || streams.contains("in"),
                whole || streams.contains("out"),
                whole || streams.contains("err"),
                number(size, 1, 80),
                number(size, 0, 24));
    }

    private static int number(String[] texts, int index, int otherwise) {
        if (texts.length != 2 || !texts[index].matches("[1-9][0-9]{0,4}")) {
            return otherwise;
        }
        return Integer.parseInt(texts[index]);
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** The file of that name; as it was typed where this process can find it so, because messages quote it. */
    public Path file(String name) {
        boolean here = workingDirectory.equals(Path.of("").toAbsolutePath());
        return here ? Path.of(name) : workingDirectory.resolve(name);
    }

    /** The value of an environment variable, or empty. */
    public String variable(String name) {
        return env.getOrDefault(name, "");
    }
}
