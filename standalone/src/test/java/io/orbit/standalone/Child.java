package io.orbit.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program of Orbit in a JVM of its own, as a user starts it. It never outlives the JVM of the tests. */
final class Child {
    /** The folder with {@code examples/}. */
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();
    private static final long PATIENCE_SECONDS = 180;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::killAll));
    }

    private final Process process;
    private final Path out;
    private final Path err;

    private Child(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** {@code java … main arguments}, with its output in files of {@code folder}. */
    static Child start(Path folder, Map<String, String> environment, Class<?> main, Collection<String> arguments)
            throws IOException {
        Files.createDirectories(folder);
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(line::add);
        line.addAll(List.of("-Xmx1g", "-Dorbit.home=" + HOME, "-cp", System.getProperty("java.class.path")));
        line.add(main.getName());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ORBIT_"));
        builder.environment().putAll(environment);
        Child child = new Child(builder.start(), out, err);
        ALIVE.add(child);
        return child;
    }

    /** A runner with room for one attempt; all runners of a test share the folder of data sets. */
    static Child runner(Path folder, String bootstrap, String id) throws IOException {
        Map<String, String> environment = Map.of(
                "ORBIT_BOOTSTRAP_SERVERS",
                bootstrap,
                "ORBIT_RUNNER_ID",
                id,
                "ORBIT_RUNNER_SLOTS",
                "1",
                "ORBIT_WORK_DIR",
                folder.resolve("work").toString());
        return start(folder, environment, Main.class, List.of("runner"));
    }

    /** Kills whatever a test has left running, frozen or not. */
    static void killAll() {
        ALIVE.forEach(child -> child.process.destroyForcibly());
        ALIVE.clear();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** {@code kill -9}, and waits until the process is gone. */
    void kill() throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        ALIVE.remove(this);
    }

    /** @param name such as {@code STOP} */
    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    /** Waits for the end of the process; its exit code. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("has ended: %s", this)
                .isTrue();
        ALIVE.remove(this);
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** What it wrote, for the message of a failing test. */
    @Override
    public String toString() {
        try {
            return "pid %d%n%s%n%s".formatted(process.pid(), out(), err());
        } catch (IOException e) {
            return "pid %d, whose output cannot be read: %s".formatted(process.pid(), e);
        }
    }
}
