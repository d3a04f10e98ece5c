package io.orbit.control.core;

import io.orbit.wire.DeadLetter;
import io.orbit.wire.Request;
import io.orbit.wire.RetryTicket;
import io.orbit.wire.RunnerOrder;
import io.orbit.wire.StepCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Something that the topology might forget, repeat or mix up one day. The stories must notice each. */
record PlantedSlip(String name, Slip slip) {
    static final List<PlantedSlip> ALL = List.of(
            said("an event lost", all -> without(all, PlantedSlip::cancelled)),
            said("an event written twice", all -> twice(all, PlantedSlip::cancelled)),
            said("events in another order", all -> {
                List<Said> other = new ArrayList<>(all);
                Collections.reverse(other);
                return other;
            }),
            said("an offer lost", all -> without(all, said -> said.body() instanceof StepCommand)),
            said("an offer written twice", all -> twice(all, said -> said.body() instanceof StepCommand)),
            said(
                    "an offer with the key of another",
                    all -> changed(all, StepCommand.class, said -> with(said, said.topic(), said.key() + "x"))),
            said("a retry ticket lost", all -> without(all, said -> said.body() instanceof RetryTicket)),
            said(
                    "a retry ticket in the wrong topic",
                    all -> changed(all, RetryTicket.class, said -> with(said, "orbit.retries.1h", said.key()))),
            said("a dead letter lost", all -> without(all, said -> said.body() instanceof DeadLetter)),
            said("an order to stop lost", all -> without(all, said -> said.body() instanceof RunnerOrder)),
            said("a poison record swallowed", all -> without(all, said -> said.body() instanceof Said.Parked)),
            said(
                    "a poison record without its bytes",
                    all -> changed(all, Said.Parked.class, said -> {
                        Said.Parked parked = (Said.Parked) said.body();
                        Said.Parked empty = new Said.Parked(parked.cause(), parked.code(), ByteBuffer.allocate(0));
                        return new Said(said.topic(), said.key(), said.at(), empty);
                    })),
            said("a timer forgotten", all -> without(all, said -> said.body() instanceof Request)),
            said("a timer asked for twice", all -> twice(all, said -> said.body() instanceof Request)),
            rows("the row of a key not saved", rows -> rows.keySet().removeIf(key -> key.startsWith("k|"))),
            rows("the row of a result not saved", rows -> rows.keySet().removeIf(key -> key.startsWith("x|"))),
            rows(
                    "a row saved differently",
                    rows -> rows.replaceAll((key, row) -> {
                        byte[] other = row.clone();
                        other[other.length - 1]++;
                        return other;
                    })));

    /** Changes rows in place. */
    private interface Rewriting {
        void rewrite(Map<String, byte[]> rows);
    }

    private static PlantedSlip said(String name, UnaryOperator<List<Said>> wrong) {
        return new PlantedSlip(name, new Slip() {
            @Override
            public List<Said> said(List<Said> said) {
                return wrong.apply(said);
            }
        });
    }

    private static PlantedSlip rows(String name, Rewriting wrong) {
        return new PlantedSlip(name, new Slip() {
            @Override
            public Map<String, byte[]> rows(Map<String, byte[]> rows) {
                Map<String, byte[]> others = new TreeMap<>(rows);
                wrong.rewrite(others);
                return others;
            }
        });
    }

    private static boolean cancelled(Said said) {
        return said.body() instanceof Event event && event.fact() instanceof Fact.StepCancelled;
    }

    /** All but the first of that kind. */
    private static List<Said> without(List<Said> all, Predicate<Said> which) {
        List<Said> rest = new ArrayList<>(all);
        all.stream().filter(which).findFirst().ifPresent(rest::remove);
        return rest;
    }

    private static List<Said> twice(List<Said> all, Predicate<Said> which) {
        List<Said> more = new ArrayList<>(all);
        all.stream().filter(which).findFirst().ifPresent(said -> more.add(more.indexOf(said), said));
        return more;
    }

    private static List<Said> changed(List<Said> all, Class<?> body, UnaryOperator<Said> change) {
        return all.stream()
                .map(said -> body.isInstance(said.body()) ? change.apply(said) : said)
                .toList();
    }

    private static Said with(Said said, String topic, String key) {
        return new Said(topic, key, said.at(), said.body());
    }

    @Override
    public String toString() {
        return name;
    }
}
