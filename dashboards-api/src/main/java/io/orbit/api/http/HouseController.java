package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.orbit.api.view.Views;
import io.orbit.control.core.RunState;
import io.orbit.control.core.StepState;
import io.orbit.control.replay.Replay;
import io.orbit.control.topology.RunnerWatch;
import io.orbit.schemas.RunId;
import io.orbit.wire.DeadLetter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** Runners, dead letters, and the proof that the stores say what the log says. */
@Controller("/api/v1")
final class HouseController {
    private static final int PAGE = 50;
    private static final int MOST = 500;

    private final Asking asking;
    private final ReentrantLock replaying = new ReentrantLock();

    HouseController(Asking asking) {
        this.asking = asking;
    }

    @Get("/runners")
    CompletableFuture<HttpResponse<byte[]>> runners(HttpRequest<?> request) {
        return asking.answers().now(() -> {
            int limit = new Query(request, Set.of("limit")).limit(MOST, MOST);
            RunnerWatch watch = asking.parts().control().runners();
            List<Views.Runner> runners = watch.beats().stream()
                    .filter(beat -> "RUNNER".equals(beat.beat().getRole()))
                    .sorted(Comparator.comparing(beat -> beat.beat().getRunner()))
                    .limit(limit)
                    .map(beat -> Views.Runner.of(
                            beat,
                            watch.silence(beat.beat().getRunner(), beat.beat().getEpoch()) != null))
                    .toList();
            return Problems.json(HttpStatus.OK, new Views.Items<>(runners, null));
        });
    }

    @Get("/dead-letters")
    CompletableFuture<HttpResponse<byte[]>> deadLetters(HttpRequest<?> request) {
        return asking.answers().later(() -> {
            Query query = new Query(request, Set.of("limit", "after", "wait"));
            int limit = query.limit(PAGE, MOST);
            return asking.settled(query, () -> {
                List<Views.Letter> letters = asking.parts().letters().newest(limit).stream()
                        .map(letter -> Views.Letter.of(letter, open(letter)))
                        .toList();
                return Problems.json(HttpStatus.OK, new Views.Items<>(letters, null));
            });
        });
    }

    /** A letter is open as long as the run's step still carries its token. */
    private boolean open(DeadLetter letter) {
        Optional<RunState> run = RunId.parse(letter.getRunId())
                .flatMap(id -> asking.parts().reader().run(id.pipeline(), id.toString()));
        StepState step = run.map(found -> found.step(letter.getStep())).orElse(null);
        return step != null && letter.getToken().equals(step.token());
    }

    /** One at a time: it reads the whole log. */
    @Post("/replay")
    @Consumes("application/json")
    CompletableFuture<HttpResponse<byte[]>> replay(HttpRequest<byte[]> request) {
        return asking.answers().now(() -> {
            var unused = new Query(request, Set.of("wait"));
            var unusedBody = new Body(request, Set.of());
            replaying.lock();
            try {
                var control = asking.parts().control();
                Replay replay = new Replay(
                        control.settings().clientConfig(), control.settings().topics());
                Replay.Result result =
                        replay.run(asking.parts().reader(), asking.parts().partitions());
                return Problems.json(HttpStatus.OK, Views.Replayed.of(result));
            } finally {
                replaying.unlock();
            }
        });
    }
}
