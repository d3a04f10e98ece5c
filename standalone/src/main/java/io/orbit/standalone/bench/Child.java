package io.orbit.standalone.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A part of Orbit in a process of its own, started from this program's class path. */
final class Child implements AutoCloseable {
    /** How long a process rests before its memory is looked at. */
    static final int REST_SECONDS = 5;

    private final long begun = System.nanoTime();
    private final Process process;

    Child(String heap, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add(heap);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for a line that begins so; ns since the start. */
    long says(String beginning) throws IOException {
        // Not closed: that would close the stream into which the process still writes.
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(beginning)) {
                return System.nanoTime() - begun;
            }
        }
        throw new IllegalStateException("The process ended before it said '" + beginning + "'.");
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Resident memory in MB as the kernel counts it, once the process has rested; NaN where there is no /proc. */
    double restingMb() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        long rested = System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_SECONDS);
        while (System.nanoTime() < rested) {
            LockSupport.parkNanos(rested - System.nanoTime());
        }
        return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
