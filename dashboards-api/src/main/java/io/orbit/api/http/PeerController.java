package io.orbit.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.orbit.api.peer.Peers;
import io.orbit.api.peer.RowsFormat;
import io.orbit.control.topology.RemoteRows;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Answers other servers: rows of the partitions that this one owns, as bytes. Never asks a third. */
@Controller(Peers.PATH)
final class PeerController {
    private static final int MOST = 1_000;

    private final Asking asking;

    PeerController(Asking asking) {
        this.asking = asking;
    }

    @Get
    @Produces(MediaType.ALL)
    CompletableFuture<HttpResponse<byte[]>> rows(HttpRequest<?> request) {
        return asking.answers().now(() -> {
            Query query = new Query(request, Set.of("partition", "from", "to", "newestFirst", "limit"));
            int partition = (int) query.number("partition", 0, 0, asking.parts().partitions() - 1L);
            RemoteRows.Slice slice = new RemoteRows.Slice(
                    partition,
                    query.text("from"),
                    query.text("to"),
                    "true".equals(query.text("newestFirst")),
                    query.limit(MOST, MOST));
            byte[] rows = RowsFormat.encode(asking.parts().reader().ownRows(slice));
            return HttpResponse.<byte[]>status(HttpStatus.OK)
                    .body(rows)
                    .contentType(MediaType.APPLICATION_OCTET_STREAM_TYPE);
        });
    }
}
