package io.orbit.connectors.http;

import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends the requests of one step, one after the other: at its pace, and again where that may help. For one thread. */
public final class Sender {
    private static final int MOST_REDIRECTS = 5;

    private final StepScope scope;
    private final HttpService service;
    private final Policy policy;
    private final Pace pace;
    private long requests;

    /** @param rateLimit most requests per second; null for no limit */
    public Sender(StepScope scope, HttpService service, Policy policy, @Nullable Double rateLimit) {
        this.scope = scope;
        this.service = service;
        this.policy = policy;
        this.pace = Pace.of(rateLimit);
    }

    /** What becomes of an answer. */
    public interface Reading<T> {
        /** @throws IOException when the body turns out to be cut off; the request is then sent again */
        T of(Answer answer) throws IOException;
    }

    /**
     * Sends until there is an answer whose status is not one that may pass.
     *
     * @param file where a good answer's body goes; null keeps it in memory
     * @param most bytes of a good answer that are taken in
     * @throws OrbitException HTTP_FAILED when that takes more tries or a longer wait than allowed; what {@code reading} throws
     * @throws InterruptedException when the attempt is cancelled
     */
    public <T> T send(HttpRequest request, @Nullable Path file, long most, Reading<T> reading)
            throws InterruptedException {
        String what = request.method() + " " + service.shown(request.uri());
        for (int tried = 0; ; tried++) {
            pace.await();
            scope.cancel().check();
            scope.metric("requests", ++requests);
            Duration wait;
            String trouble;
            try {
                Answer answer = followed(request, file, most);
                boolean mayPass = policy.retryOn().contains(answer.status());
                if (!mayPass
                        || (policy.onlyWhenAsked()
                                && answer.header("Retry-After").isEmpty())) {
                    return reading.of(answer);
                }
                trouble = "answered %d".formatted(answer.status());
                wait = wait(what, tried, answer);
            } catch (IOException e) {
                trouble = "got no answer: " + Transport.why(e, policy.timeout());
                if (tried >= policy.maxRetries() || policy.onlyWhenAsked()) {
                    throw new OrbitException(
                            ErrorCode.HTTP_FAILED, "%s %s%s.".formatted(what, trouble, times(tried)), e);
                }
                wait = Policy.backoff(tried);
            }
            scope.warn("%s %s; it is sent again in %d ms".formatted(what, trouble, wait.toMillis()));
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        }
    }

    private Duration wait(String what, int tried, Answer answer) {
        Optional<Duration> asked = Policy.retryAfter(answer, Clock.systemUTC());
        if (tried >= policy.maxRetries()) {
            throw new OrbitException(
                    ErrorCode.HTTP_FAILED,
                    "%s answered %d%s.%s".formatted(what, answer.status(), times(tried), service.said(answer)));
        }
        if (asked.isPresent() && asked.get().compareTo(policy.maxRetryAfter()) > 0) {
            throw new OrbitException(
                    ErrorCode.HTTP_FAILED,
                    "%s answered %d and asks to come again in %d s, more than the %d s of 'maxRetryAfterSec'.%s"
                            .formatted(
                                    what,
                                    answer.status(),
                                    asked.get().toSeconds(),
                                    policy.maxRetryAfter().toSeconds(),
                                    service.said(answer)));
        }
        return asked.orElse(Policy.backoff(tried));
    }

    /** A redirect of a question is followed on the same host; the signature is for no other. */
    private Answer followed(HttpRequest request, @Nullable Path file, long most)
            throws IOException, InterruptedException {
        HttpRequest next = request;
        for (int hops = 0; ; hops++) {
            Answer answer = Transport.send(next, policy.timeout(), file, most);
            Optional<String> place = answer.header("Location");
            boolean redirect = answer.status() >= 301 && answer.status() <= 308 && place.isPresent();
            if (!redirect || !request.method().equals("GET") || hops >= MOST_REDIRECTS) {
                return answer;
            }
            Optional<URI> target = service.follow(next.uri(), place.get());
            if (target.isEmpty()) {
                return answer;
            }
            next = HttpRequest.newBuilder(next, (name, value) -> true)
                    .uri(target.get())
                    .build();
        }
    }

    private static String times(int tried) {
        return tried == 0 ? "" : ", %d times in a row".formatted(tried + 1);
    }
}
