package io.orbit.standalone.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "Measures.")
public final class BenchCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Bench.main(new String[0]);
        return 0;
    }
}
