package io.orbit.control.core;

import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.StepReport;
import io.orbit.wire.request.CancelRequested;
import io.orbit.wire.request.PipelineSubmitted;
import io.orbit.wire.request.RedriveRequested;
import io.orbit.wire.request.RetryRequested;
import io.orbit.wire.request.RunRequested;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** Letters that nobody should send: no records, records cut short or bent, other people's keys. */
final class Noise {
    private static final List<String> TEXTS = List.of(
            "{}",
            "null",
            "{\"type\":\"RunRequested\"}",
            "{\"type\":\"RunRequested\",\"pipeline\":\"NOT A NAME\"}",
            "{\"type\":\"RunRequested\",\"pipeline\":\"shop.p1\",\"idempotenceKey\":\"k\"}",
            "{\"type\":\"RunRequested\",\"pipeline\":\"shop.p1\",\"pipeline\":\"shop.p2\"}",
            "{\"type\":\"TimerDue\",\"pipeline\":\"shop.p1\",\"timer\":\"RUN_DEADLINE\"}",
            "{\"type\":\"CancelRequested\",\"pipeline\":\"shop.p1\",\"runId\":\"no run id\"}",
            "{\"type\":\"CancelRequested\",\"runId\":\"shop.p1.01ARZ3NDEKTSV4RRFFQ69G5FAV\"}",
            "{\"type\":\"PipelineSubmitted\",\"pipeline\":\"shop.p1\",\"definition\":{\"name\":\"p1\"}}");

    private final Topics topics;
    private final Dice dice;
    private final House house;

    Noise(Topics topics, Dice dice, House house) {
        this.topics = topics;
        this.dice = dice;
        this.house = house;
    }

    /** @param sent letters of the story so far */
    Letter next(List<Letter> sent) {
        List<RunState> runs = house.runs();
        if (dice.chance(0.05)) {
            return endless(runs);
        } else if (!runs.isEmpty() && dice.chance(0.2)) {
            return astray(dice.pick(runs));
        } else if (sent.isEmpty() || dice.chance(0.3)) {
            String topic = dice.of(topics.requests(), topics.stepReports());
            byte[] value = dice.chance(0.5) ? dice.pick(TEXTS).getBytes(StandardCharsets.UTF_8) : bytes();
            return new Letter(topic, dice.of(null, bytes()), dice.of(value, value, value, new byte[0], null));
        }
        Letter letter = dice.pick(sent);
        if (letter.value == null || letter.value.length == 0 || dice.chance(0.3)) {
            return Letter.of(letter.topic, dice.of("shop.p1", "shop.p2", "shop", "\u0000"), letter.value);
        } else if (dice.chance(0.2)) {
            String other = letter.topic.equals(topics.requests()) ? topics.stepReports() : topics.requests();
            return new Letter(other, letter.key, letter.value);
        }
        return new Letter(letter.topic, letter.key, dice.chance(0.3) ? cut(letter.value) : bent(letter.value));
    }

    /** About a run that is not of the pipeline which the letter names. */
    private Letter astray(RunState run) {
        String pipeline = dice.of("shop.p1", "shop.p2", "shop.none", "shop.p1.x");
        if (dice.chance(0.5)) {
            StepReport report = new StepReport(pipeline, run.id(), "s1", 1, run.lastFence(), "r1", 0L, List.of());
            return Letter.of(topics.stepReports(), pipeline, Wire.REPORT.encode(report));
        }
        SpecificRecordBase body = dice.of(new CancelRequested(run.id(), ""), new RetryRequested(run.id(), "s1"));
        Request request = new Request(pipeline, null, "k1", null, body);
        return Letter.of(topics.requests(), pipeline, Wire.REQUEST.encode(request));
    }

    /** Far more text than anybody needs; a compressing producer gets even more past the broker than fits into a record. */
    private Letter endless(List<RunState> runs) {
        String text = "e".repeat(dice.of(1_200_000, 1_400_000, Topics.MAX_RECORD_BYTES - 150, 5_000_000));
        if (dice.chance(0.3)) {
            return new Letter(
                    dice.of(topics.requests(), topics.stepReports()), null, text.getBytes(StandardCharsets.UTF_8));
        }
        String run = runs.isEmpty() ? "shop.p1.none" : dice.pick(runs).id();
        Request request = dice.of(
                new Request("shop.p1", text, null, null, new RunRequested("{}", "api")),
                new Request("shop.p1", null, null, null, new RunRequested("{\"note\":\"" + text + "\"}", "api")),
                new Request("shop.p1", null, null, null, new PipelineSubmitted(text)),
                new Request("shop.p1", null, null, null, new CancelRequested(run, text)),
                new Request("shop.p1", null, null, null, new CancelRequested(run + text, "")),
                new Request("shop.p1", null, null, null, new RedriveRequested(run, text, "")));
        return Letter.of(topics.requests(), "shop.p1", Wire.REQUEST.encode(request));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[dice.below(12)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) dice.below(dice.of(2, 256));
        }
        return bytes;
    }

    private byte[] cut(byte[] value) {
        return Arrays.copyOf(value, dice.below(value.length + 2));
    }

    private byte[] bent(byte[] value) {
        byte[] bent = value.clone();
        for (int i = dice.between(1, 2); i > 0; i--) {
            bent[dice.below(Math.min(bent.length, 400))] ^= (byte) (1 << dice.below(8));
        }
        return bent;
    }
}
