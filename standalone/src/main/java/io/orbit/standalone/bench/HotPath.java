package io.orbit.standalone.bench;

import io.orbit.control.core.Fact;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** What is measured, by name; each in a house of its own, warmed up first. */
final class HotPath {
    private static final int STEPS = 3;
    private static final int FEW = 50;
    private static final int MANY = 200;

    private HotPath() {}

    /** One exactly-once hop: request appended until its first event is read, beside a bare loop and a pass-through. */
    static List<Figure> hop(int samples) throws IOException, InterruptedException, ExecutionException {
        try (BenchHouse house = BenchHouse.start(0)) {
            Floors floors = new Floors(house.bootstrap());
            Samples bare = floors.hop(samples);
            Samples streams;
            Path state = Files.createTempDirectory("orbit-bench-streams");
            try (PassThrough pass = new PassThrough(house.bootstrap(), state)) {
                streams = pass.measure(floors.echo(), samples);
            }
            BenchHouse.delete(state);
            String pipeline = Flows.apply(house, "hop", STEPS, true);
            accepted(house, pipeline, samples);
            Samples ours = accepted(house, pipeline, samples);
            return List.of(Figure.median("hop", ours, bare.ms(0.5))
                    .with("floorIs", "bare transactional loop, p50")
                    .with("passThrough", Figure.rounded(streams.ms(0.5))));
        }
    }

    private static Samples accepted(BenchHouse house, String pipeline, int count) throws InterruptedException {
        Samples samples = new Samples();
        CountDownLatch left = new CountDownLatch(count);
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            house.client().run(pipeline, (event, nanos) -> {
                if (event.fact() instanceof Fact.RunAccepted) {
                    samples.add(nanos);
                    left.countDown();
                }
            });
            next += 10_000_000L;
            Echo.pace(next);
        }
        left.await();
        return samples;
    }

    /** From the report of a step's success to the next step, of another segment, in the runner's hand. */
    static List<Figure> transition(int runs) throws IOException, InterruptedException, ExecutionException {
        try (BenchHouse house = BenchHouse.start(16)) {
            String pipeline = Flows.apply(house, "apart", STEPS, false);
            Flows.oneByOne(house, pipeline, runs);
            house.handOver().take();
            Flows.oneByOne(house, pipeline, runs);
            Samples samples = house.handOver().take();
            return List.of(Figure.median("transition", samples, new Floors(house.bootstrap()).hopMs())
                    .with("floorIs", "bare transactional loop, p50"));
        }
    }

    /** Runs of that many steps, one after the other, fused into one segment and with every step its own. */
    static List<Figure> flow(int steps, int runs) throws IOException, InterruptedException, ExecutionException {
        try (BenchHouse house = BenchHouse.start(16)) {
            List<Figure> figures = new ArrayList<>();
            for (boolean fused : new boolean[] {true, false}) {
                String name = "flow" + steps + (fused ? "-fused" : "-apart");
                String pipeline = Flows.apply(house, name, steps, fused);
                double fresh = Flows.oneByOne(house, pipeline, 5).ms(0.5);
                Flows.oneByOne(house, pipeline, runs);
                figures.add(Figure.median(name, Flows.oneByOne(house, pipeline, runs), Double.NaN)
                        .with("fresh", Figure.rounded(fresh)));
            }
            double hop = new Floors(house.bootstrap()).hopMs();
            return List.of(hops(figures.get(0), hop, Floors.FUSED_HOPS), hops(figures.get(1), hop, steps + 1));
        }
    }

    private static Figure hops(Figure figure, double hop, int hops) {
        return figure.over(hop * hops).with("floorIs", hops + " bare transactional loops in a row, p50");
    }

    /** Finished runs per second with so many in flight; the first round is of a fresh JVM. */
    static List<Figure> throughput(int runs) throws IOException, InterruptedException, ExecutionException {
        try (BenchHouse house = BenchHouse.start(256)) {
            String[] pipelines = new String[16];
            for (int i = 0; i < pipelines.length; i++) {
                pipelines[i] = Flows.apply(house, "many-" + i, STEPS, true);
            }
            Figure fresh = round(house, pipelines, "throughput-fresh-50", runs, FEW);
            Figure warm = round(house, pipelines, "throughput-warm-50", runs, FEW);
            Figure wide = round(house, pipelines, "throughput-warm-200", runs, MANY);
            Floors floors = new Floors(house.bootstrap());
            double few = floors.hopsPerSecond(runs * Floors.FUSED_HOPS, FEW) / Floors.FUSED_HOPS;
            double many = floors.hopsPerSecond(runs * Floors.FUSED_HOPS, MANY) / Floors.FUSED_HOPS;
            return List.of(fresh.over(few), warm.over(few), wide.over(many));
        }
    }

    private static Figure round(BenchHouse house, String[] pipelines, String name, int runs, int inFlight)
            throws InterruptedException {
        long before = house.client().events();
        long cpu = cpuNanos();
        long begun = System.nanoTime();
        Samples samples = Flows.inFlight(house, pipelines, runs, inFlight);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpuMs = (cpuNanos() - cpu) / 1e6;
        long events = house.client().events() - before;
        return new Figure(name, runs / seconds, "runs/s", Double.NaN, samples, Map.of())
                .with("floorIs", "a bare transactional loop with as many in flight, two records per run")
                .with("eventsPerSecond", Math.round(events / seconds))
                .with("cpuMsPerStep", Figure.rounded(cpuMs / runs / STEPS));
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
