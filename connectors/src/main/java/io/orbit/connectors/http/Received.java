package io.orbit.connectors.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes a body in, up to a size, into memory or a file; true when there was more. */
final class Received implements BodySubscriber<Boolean> {
    private final CompletableFuture<Boolean> cut = new CompletableFuture<>();
    private final OutputStream out;
    private final long most;
    private long length;
    private @Nullable Subscription upstream;

    /** @param out is closed at the end */
    Received(OutputStream out, long most) {
        this.out = out;
        this.most = most;
    }

    @Override
    public CompletionStage<Boolean> getBody() {
        return cut;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                if (cut.isDone()) {
                    return;
                }
                byte[] part = new byte[(int) Math.min(buffer.remaining(), most - length)];
                boolean more = buffer.remaining() > part.length;
                buffer.get(part);
                out.write(part);
                length += part.length;
                if (more) {
                    end(true);
                }
            }
        } catch (IOException e) {
            stop();
            cut.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
        cut.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (!cut.isDone()) {
            end(false);
        }
    }

    private void end(boolean more) {
        if (more) {
            stop();
        }
        if (close()) {
            cut.complete(more);
        }
    }

    private void stop() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    /** False when the last bytes could not be written. */
    private boolean close() {
        try {
            out.close();
            return true;
        } catch (IOException e) {
            cut.completeExceptionally(e);
            return false;
        }
    }
}
