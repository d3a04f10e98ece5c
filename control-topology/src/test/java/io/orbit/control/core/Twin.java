package io.orbit.control.core;

import io.orbit.control.codec.CommandCodec;
import io.orbit.control.codec.Definition;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import io.orbit.schemas.RequestJson;
import io.orbit.schemas.RunId;
import io.orbit.schemas.Topics;
import io.orbit.schemas.Wire;
import io.orbit.wire.Request;
import io.orbit.wire.StepReport;
import io.orbit.wire.request.RunRequested;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hears every record that the topology hears, asks the house, and says what the topology must write. */
final class Twin {
    private static final String PIPELINE = "[a-z][a-z0-9-]{0,62}\\.[a-z][a-z0-9-]{0,62}";
    private static final int LARGEST_REQUEST = 1024 * 1024 + 256 * 1024;
    private static final int LARGEST = Topics.MAX_RECORD_BYTES - 16 * 1024;
    private static final Command.Fault TOO_LARGE =
            new Command.Fault(ErrorCode.INPUT_TOO_LARGE.id(), ErrorCode.INPUT_TOO_LARGE.meaning());

    private final Topics topics;
    private final CommandCodec commands;
    private final House house;
    private final Scribe scribe;
    private final Map<String, Definition> newest = new HashMap<>();

    Twin(Topics topics, CommandCodec commands, House house) {
        this.topics = topics;
        this.commands = commands;
        this.house = house;
        this.scribe = new Scribe(topics, house);
        house.refusal = this::refusal;
    }

    /** What the topology must write because of {@code posted}. */
    List<Said> hears(Letter.Posted posted) {
        Letter letter = posted.letter();
        try {
            return letter.topic.equals(topics.requests()) ? request(posted) : report(posted);
        } catch (OrbitException e) {
            byte[] value = letter.value == null ? new byte[0] : letter.value;
            ByteBuffer kept = ByteBuffer.wrap(value, 0, Math.min(value.length, LARGEST));
            Said.Parked parked = new Said.Parked(posted.cause(), e.code().id(), kept);
            return List.of(new Said(topics.poison(), letter.topic + "-0", posted.at(), parked));
        }
    }

    private List<Said> request(Letter.Posted posted) {
        Request request = RequestJson.decode(value(posted, LARGEST_REQUEST));
        String pipeline = request.getPipeline();
        holds(pipeline.matches(PIPELINE), ErrorCode.REQUEST_INVALID);
        checkKey(posted, pipeline);
        Command command = commands.command(request, newest.get(pipeline));
        return does(posted, request.getActor(), new Act(posted.at(), pipeline, run(request, posted), command));
    }

    private String run(Request request, Letter.Posted posted) {
        String pipeline = request.getPipeline();
        String key = request.getIdempotencyKey();
        if (!(request.getBody() instanceof RunRequested)) {
            String asked = CommandCodec.runOf(request);
            return asked == null ? "" : asked;
        } else if (key == null) {
            return RunId.derive(pipeline, posted.at(), posted.cause()).toString();
        }
        String owner = house.books.keys.get(pipeline + '/' + key);
        return owner == null ? RunId.derive(pipeline, posted.at(), "key " + key).toString() : owner;
    }

    private List<Said> report(Letter.Posted posted) {
        StepReport report = Wire.REPORT.decode(value(posted, LARGEST));
        String pipeline = report.getPipeline();
        String run = report.getRunId();
        checkKey(posted, pipeline);
        boolean here = run.startsWith(pipeline + '.') && run.length() == pipeline.length() + 27;
        holds(here && pipeline.indexOf('.') >= 0 && run.lastIndexOf('.') == pipeline.length(), ErrorCode.POISON_KEY);
        return does(posted, report.getRunner(), new Act(posted.at(), pipeline, run, CommandCodec.report(report, 1)));
    }

    private static byte[] value(Letter.Posted posted, int most) {
        byte[] value = posted.letter().value;
        holds(value != null && value.length > 0, ErrorCode.POISON_BYTES);
        holds(value.length <= most, ErrorCode.REQUEST_INVALID);
        return value;
    }

    private static void checkKey(Letter.Posted posted, String pipeline) {
        byte[] key = posted.letter().key;
        boolean fits = key == null || key.length == 0 || new String(key, StandardCharsets.UTF_8).equals(pipeline);
        holds(fits, ErrorCode.POISON_KEY);
    }

    private static void holds(boolean held, ErrorCode code) {
        if (!held) {
            throw new OrbitException(code, code.meaning());
        }
    }

    private List<Said> does(Letter.Posted posted, @Nullable String actor, Act act) {
        int events = house.log.size();
        int offers = house.offers.size();
        int delays = house.delays.size();
        int orders = house.orders.size();
        house.does(act);
        List<Said> said = offers(offers, act.at());
        for (Event event : house.log.subList(events, house.log.size())) {
            said.add(scribe.event(event, posted.cause(), actor));
            if (event.fact() instanceof Fact.StepDeadLettered dead) {
                said.add(scribe.letter(event, dead));
            } else if (event.fact() instanceof Fact.PipelineDefined defined) {
                newest.put(event.pipeline(), new Definition(defined.plan(), defined.hash(), defined.definition()));
            }
        }
        house.delays
                .subList(delays, house.delays.size())
                .forEach(delayed -> said.add(scribe.ticket(delayed, act.at())));
        house.orders.subList(orders, house.orders.size()).forEach(order -> said.add(scribe.order(order, act.at())));
        return said;
    }

    /** The offers from number {@code from} on; one that was taken back in the same decision never left the house. */
    private List<Said> offers(int from, long at) {
        house.offers.subList(from, house.offers.size()).removeIf(offered -> !stands(offered));
        return house.offers.subList(from, house.offers.size()).stream()
                .map(offered -> new Said(
                        topics.stepCommands(),
                        offered.run() + '/' + offered.offer().segment(),
                        at,
                        scribe.offer(offered)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private boolean stands(House.Offered offered) {
        Effect.Offer offer = offered.offer();
        return house.books.run(offered.run()).wanted(offer.segment(), offer.fence()) != null;
    }

    private Command.@Nullable Fault refusal(House.Offered offered) {
        boolean fits = !stands(offered) || Wire.COMMAND.encode(scribe.offer(offered)).length <= LARGEST;
        return fits ? null : TOO_LARGE;
    }
}
