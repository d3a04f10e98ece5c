package io.orbit.connectors.light;

import io.orbit.connectors.method.StepScope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that a cancel ends. */
public final class Waits {
    private Waits() {}

    /** @throws java.util.concurrent.CancellationException when the attempt is cancelled before the time is over */
    public static void of(StepScope scope, long millis) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        scope.cancel().onCancel(cancelled::countDown);
        if (cancelled.await(millis, TimeUnit.MILLISECONDS)) {
            scope.cancel().check();
        }
    }
}
