package io.orbit.connectors.credentials.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Hands an answer on when it is small, as ASCII: the driver takes texts apart into the bytes of whatever charset the
 * machine prefers, and would lose letters. In JSON, what is not ASCII can only stand in a string, where an escape means the
 * same.
 */
final class BoundedBody<T> implements BodySubscriber<T> {
    static final int MOST_BYTES = 64 * 1024;

    private static final Subscription NOTHING_TO_ASK = new Subscription() {
        @Override
        public void request(long count) {
            // All there is comes in one piece.
        }

        @Override
        public void cancel() {
            // There is nothing left to stop.
        }
    };

    private final BodySubscriber<T> downstream;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Subscription upstream;
    private boolean over;

    BoundedBody(BodySubscriber<T> downstream) {
        this.downstream = downstream;
    }

    /** The answer has more than {@link #MOST_BYTES}. */
    static final class TooLarge extends IOException {
        TooLarge() {
            super("The answer is larger than %,d bytes.".formatted(MOST_BYTES));
        }
    }

    @Override
    public CompletionStage<T> getBody() {
        return downstream.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        downstream.onSubscribe(NOTHING_TO_ASK);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (over) {
                return;
            }
            if (bytes.size() + buffer.remaining() > MOST_BYTES) {
                over = true;
                if (upstream != null) {
                    upstream.cancel();
                }
                downstream.onError(new TooLarge());
                return;
            }
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            over = true;
            downstream.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            over = true;
            downstream.onNext(List.of(ByteBuffer.wrap(ascii(bytes.toString(StandardCharsets.UTF_8)))));
            downstream.onComplete();
        }
    }

    private static byte[] ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); at++) {
            char each = json.charAt(at);
            if (each < 128) {
                ascii.append(each);
            } else {
                ascii.append("\\u").append("%04x".formatted((int) each));
            }
        }
        return ascii.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
