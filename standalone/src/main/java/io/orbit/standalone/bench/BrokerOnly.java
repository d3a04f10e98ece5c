package io.orbit.standalone.bench;

import io.orbit.standalone.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process with the embedded broker and nothing else: what a house cannot be quicker or smaller than. */
public final class BrokerOnly {
    static final String READY = "broker";

    private BrokerOnly() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("orbit-bench-broker");
        EmbeddedKafka kafka = EmbeddedKafka.start(home, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            kafka.close();
            BenchHouse.delete(home);
        }));
        System.out.println(READY + ' ' + kafka.bootstrapServers());
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
