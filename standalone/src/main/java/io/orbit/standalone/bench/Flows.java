package io.orbit.standalone.bench;

import io.orbit.control.core.Event;
import io.orbit.control.core.Fact;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs of light steps that do nothing, so that all that is measured is Orbit. */
final class Flows {
    private Flows() {}

    /** A pipeline of {@code steps} in a row; {@code fused} puts them into one segment, otherwise each is its own. */
    static String definition(String name, int steps, boolean fused) {
        String list = IntStream.rangeClosed(1, steps)
                .mapToObj(i -> "{\"id\":\"s%d\",\"method\":\"UserMethods.noop\",\"with\":{}%s}"
                        .formatted(i, fused ? "" : ",\"materialize\":true"))
                .collect(Collectors.joining(","));
        return "{\"apiVersion\":\"orbit/v1\",\"name\":\"%s\",\"steps\":[%s]}".formatted(name, list);
    }

    static String apply(BenchHouse house, String name, int steps, boolean fused)
            throws InterruptedException, ExecutionException {
        house.client().apply("default." + name, definition(name, steps, fused));
        return "default." + name;
    }

    /** One run after the other: the time from request to terminal event, as the client sees it. */
    static Samples oneByOne(BenchHouse house, String pipeline, int runs) throws InterruptedException {
        Samples samples = new Samples();
        for (int i = 0; i < runs; i++) {
            CountDownLatch done = new CountDownLatch(1);
            house.client().run(pipeline, (event, nanos) -> {
                if (BenchClient.ended(event)) {
                    mustHaveSucceeded(event);
                    samples.add(nanos);
                    done.countDown();
                }
            });
            done.await();
        }
        return samples;
    }

    /** Many runs over several pipelines, {@code inFlight} at a time: the time of each. */
    static Samples inFlight(BenchHouse house, String[] pipelines, int runs, int inFlight) throws InterruptedException {
        Samples samples = new Samples();
        Semaphore places = new Semaphore(inFlight);
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < runs; i++) {
            places.acquire();
            house.client().run(pipelines[i % pipelines.length], (event, nanos) -> {
                if (BenchClient.ended(event)) {
                    if (!(event.fact() instanceof Fact.RunSucceeded)) {
                        failed.incrementAndGet();
                    }
                    samples.add(nanos);
                    places.release();
                }
            });
        }
        places.acquire(inFlight);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " runs did not succeed.");
        }
        return samples;
    }

    private static void mustHaveSucceeded(Event event) {
        if (!(event.fact() instanceof Fact.RunSucceeded)) {
            throw new IllegalStateException("The run ended with " + event.fact());
        }
    }
}
