package io.orbit.standalone.bench;

/** First look. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        long begin = System.nanoTime();
        try (BenchHouse house = BenchHouse.start(Integer.getInteger("slots", 16))) {
            System.out.printf("up %.0f ms%n", (System.nanoTime() - begin) / 1e6);
            String fused = Flows.apply(house, "fused3", 3, true);
            String apart = Flows.apply(house, "apart3", 3, false);
            String fused40 = Flows.apply(house, "fused40", 40, true);
            String apart40 = Flows.apply(house, "apart40", 40, false);
            System.out.printf("applied %.0f ms%n", (System.nanoTime() - begin) / 1e6);
            Samples cold = Flows.oneByOne(house, fused, 20);
            print("flow3 fused cold", cold);
            Flows.oneByOne(house, fused, 300);
            Flows.oneByOne(house, apart, 300);
            for (int i = 0; i < 2; i++) {
                print("flow3 fused", Flows.oneByOne(house, fused, 200));
                print("flow3 apart", Flows.oneByOne(house, apart, 200));
                print("flow40 fused", Flows.oneByOne(house, fused40, 30));
                print("flow40 apart", Flows.oneByOne(house, apart40, 30));
            }
            String[] many = new String[8];
            for (int i = 0; i < many.length; i++) {
                many[i] = Flows.apply(house, "many" + i, 3, true);
            }
            for (int n : new int[] {50, 200, 200}) {
                long cpu = cpu();
                long at = System.nanoTime();
                Samples s = Flows.inFlight(house, many, 5000, n);
                double seconds = (System.nanoTime() - at) / 1e9;
                System.out.printf(
                        "in flight %d: %.0f runs/s, cpu/step %.2f ms ", n, 5000 / seconds, (cpu() - cpu) / 1e6 / 15000);
                print("", s);
            }
        }
        System.exit(0);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void print(String name, Samples s) {
        System.out.printf("%s n=%d p50=%.2f p95=%.2f p99=%.2f%n", name, s.size(), s.ms(0.5), s.ms(0.95), s.ms(0.99));
    }
}
