package io.orbit.standalone.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code orbit dev} as a process of its own: until it says that it is up, and what memory it holds then. */
final class StartUp {
    private StartUp() {}

    static List<Figure> measure(int times) throws IOException, InterruptedException {
        Samples up = new Samples();
        long kilobytes = 0;
        for (int i = 0; i < times; i++) {
            List<String> command = new ArrayList<>(
                    List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-XX:+UseSerialGC"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.orbit.standalone.Main"));
            command.addAll(List.of("dev", "--ephemeral", "--port", "0", "--no-samples"));
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null && !line.startsWith("Stop"); line = out.readLine()) {
                    if (line.startsWith("Orbit is up")) {
                        up.add(System.nanoTime() - begun);
                    }
                }
                kilobytes = Math.max(kilobytes, residentKb(process.pid()));
            } finally {
                process.destroy();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
        return List.of(Figure.median("start", up, Double.NaN)
                .with("is", "process start until ready, median")
                .with("residentMb", Math.round(kilobytes / 1024.0)));
    }

    /** Resident memory as the kernel counts it; 0 where there is no /proc. */
    private static long residentKb(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
