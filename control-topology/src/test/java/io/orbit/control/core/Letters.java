package io.orbit.control.core;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orbit.schemas.RunId;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.LeaseExpired;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.ResumeRequested;
import io.orbit.wire.request.RetryDue;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import io.orbit.wire.request.TimerDue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** The acts of a story as their senders put them on the wire. */
final class Letters {
    private final Topics topics;
    private final Dice dice;
    private final House house;
    private final Drafts drafts;
    private final Reports reports;
    private final Map<String, String> published = new HashMap<>();
    private final List<RetryTicket> tickets = new ArrayList<>();

    Letters(Topics topics, Dice dice, House house, Drafts drafts, Reports reports) {
        this.topics = topics;
        this.dice = dice;
        this.house = house;
        this.drafts = drafts;
        this.reports = reports;
    }

    /** Null when nobody outside of the control plane can ask for it. */
    @Nullable
    Letter of(Act act) {
        if (act.command() instanceof Command.Report report) {
            return Letter.of(topics.stepReports(), act.pipeline(), Wire.REPORT.encode(reports.of(act, report)));
        } else if (act.command() instanceof Command.Start start) {
            String params = start.fault() == null
                    ? dice.of("{}", "{\"note\":\"a note\"}")
                    : dice.of("{\"nota\":1}", "{\"note\":1}", "[]", "{");
            return request(act.pipeline(), start.idempotencyKey(), new RunRequested(params, start.trigger()));
        }
        SpecificRecordBase body = body(act);
        return body == null ? null : request(act.pipeline(), null, body);
    }

    /** Keeps the tickets: a retry that is due is asked for with what its ticket says. */
    void heard(List<Said> said) {
        said.forEach(each -> {
            if (each.body() instanceof RetryTicket ticket) {
                tickets.add(ticket);
            }
        });
    }

    private @Nullable SpecificRecordBase body(Act act) {
        Command command = act.command();
        String run = act.run();
        if (command instanceof Command.Define define) {
            return new PipelineSubmitted(definition(act.pipeline(), define));
        } else if (command instanceof Command.Cancel cancel) {
            return new CancelRequested(run, cancel.reason());
        } else if (command instanceof Command.Resume) {
            return new ResumeRequested(run, "");
        } else if (command instanceof Command.Retry retry) {
            return new RetryRequested(run, retry.fromStep());
        } else if (command instanceof Command.Redrive redrive) {
            return new RedriveRequested(run, redrive.step(), redrive.token());
        } else if (command instanceof Command.TimerDue due) {
            return new TimerDue(run, due.timer(), due.fence(), act.at());
        } else if (command instanceof Command.RetryDue due) {
            return retry(run, due);
        } else if (command instanceof Command.LeaseExpired expired) {
            return new LeaseExpired(run, expired.segment(), expired.fence(), expired.runner(), expired.detail());
        }
        return null;
    }

    private RetryDue retry(String run, Command.RetryDue due) {
        return tickets.stream()
                .filter(ticket -> ticket.getRunId().equals(run)
                        && ticket.getSegment().equals(due.segment())
                        && ticket.getFence() == due.fence())
                .findFirst()
                .map(ticket -> new RetryDue(run, ticket.getSegment(), ticket.getAttempt(), ticket.getFence()))
                .orElseGet(() -> new RetryDue(run, due.segment(), 1, due.fence()));
    }

    private String definition(String pipeline, Command.Define define) {
        String last = published.get(pipeline);
        if (define.plan() == null) {
            return drafts.broken(pipeline);
        } else if (last != null
                && define.hash().equals(house.books.pipeline(pipeline).hash())) {
            return last;
        }
        String next = drafts.of(pipeline, define.plan());
        published.put(pipeline, next);
        return next;
    }

    private Letter request(String pipeline, @Nullable String key, SpecificRecordBase body) {
        Request request = new Request(pipeline, dice.of("ann", "björn", null), key, null, body);
        boolean clocks = body instanceof TimerDue || body instanceof RetryDue || body instanceof LeaseExpired;
        byte[] value = !clocks && dice.chance(0.3)
                ? json(request, body).toString().getBytes(StandardCharsets.UTF_8)
                : Wire.REQUEST.encode(request);
        byte[] address = pipeline.getBytes(StandardCharsets.UTF_8);
        return new Letter(topics.requests(), dice.of(address, address, new byte[0], null), value);
    }

    private ObjectNode json(Request request, SpecificRecordBase body) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", body.getSchema().getName());
        for (Schema.Field field : body.getSchema().getFields()) {
            json.put(field.name(), (String) body.get(field.pos()));
        }
        boolean named = RunId.parse(json.path("runId").asText())
                .filter(run -> run.pipeline().equals(request.getPipeline()))
                .isPresent();
        if (!named || dice.chance(0.5)) {
            json.put("pipeline", request.getPipeline());
        }
        json.put("actor", request.getActor());
        return json.put("idempotencyKey", request.getIdempotencyKey());
    }
}
