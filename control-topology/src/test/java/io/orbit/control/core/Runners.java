package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One to four step runners, good and bad. */
final class Runners {
    /** An attempt in a runner's hands; {@code next} counts the steps that it has ended. */
    static final class Work {
        final House.Offered offered;
        final String runner;
        final long epoch;
        final boolean atOnce;
        int next;

        Work(House.Offered offered, String runner, long epoch, boolean atOnce) {
            this.offered = offered;
            this.runner = runner;
            this.epoch = epoch;
            this.atOnce = atOnce;
        }
    }

    private final Story story;
    private final Dice dice;
    private final House house;
    private final long[] epochs;
    private final double failing;
    private final List<Work> works = new ArrayList<>();
    private final List<Work> ghosts = new ArrayList<>();
    private final List<Work> silent = new ArrayList<>();

    Runners(Story story) {
        this.story = story;
        dice = story.dice;
        house = story.house;
        epochs = new long[dice.between(1, 4)];
        failing = dice.of(0.0, 0.1, 0.4, 0.9);
    }

    void act() {
        hearOrders();
        int many = dice.between(1, 3);
        for (int i = 0; i < many; i++) {
            one();
        }
    }

    private void one() {
        if (story.has(Fault.CRASHES, 0.1)) {
            crash(dice.below(epochs.length));
        } else if (!silent.isEmpty() && dice.chance(0.5)) {
            expire(silent.remove(dice.below(silent.size())));
        } else if (!ghosts.isEmpty() && dice.chance(0.4)) {
            goOn(ghosts, dice.pick(ghosts));
        } else if (!works.isEmpty() && story.has(Fault.SPURIOUS_LEASES, 0.1)) {
            expire(dice.pick(works));
        } else if (!works.isEmpty() && story.has(Fault.FREEZES, 0.1)) {
            Work frozen = works.remove(dice.below(works.size()));
            ghosts.add(frozen);
            silent.add(frozen);
        } else if (!house.offers.isEmpty() && (works.isEmpty() || dice.chance(0.4))) {
            take();
        } else if (!works.isEmpty()) {
            goOn(works, dice.pick(works));
        }
    }

    private void take() {
        int which = dice.below(house.offers.size());
        boolean twice = story.has(Fault.DOUBLE_TAKES, 0.3);
        House.Offered offered = twice ? house.offers.get(which) : house.offers.remove(which);
        if (story.has(Fault.LOST_OFFERS, 0.3)) {
            return;
        } else if (story.has(Fault.HUGE_OFFERS, 0.1)) {
            Command.Fault fault = new Command.Fault("ORB-1016", "too large");
            Effect.Offer offer = offered.offer();
            story.does(
                    offered.pipeline(), offered.run(), new Command.Unofferable(offer.segment(), offer.fence(), fault));
            return;
        }
        int runner = dice.below(epochs.length);
        Work work = new Work(offered, "r" + (runner + 1), epochs[runner], !offered.light() && dice.chance(0.5));
        works.add(work);
        List<Command.Item> items = new ArrayList<>();
        List<String> steps = work.atOnce ? offered.steps() : offered.steps().subList(0, 1);
        steps.forEach(step -> items.add(new Command.Item.Started(step)));
        report(work, items);
    }

    private void goOn(List<Work> from, Work work) {
        String step = work.offered.steps().get(work.next);
        if (dice.chance(0.15)) {
            TreeMap<String, Long> metrics = new TreeMap<>(Map.of("rowsOut", (long) dice.below(3)));
            report(work, List.of(new Command.Item.Progressed(step, dice.chance(0.3), metrics)));
        } else if (dice.chance(failing)) {
            from.remove(work);
            String kind =
                    dice.of("TRANSIENT", "TRANSIENT", "TRANSIENT", "TIMEOUT", "CONFIG", "INTERNAL", "OF_TOMORROW");
            report(work, List.of(new Command.Item.Failed(step, new StepState.Problem("ORB-2200", kind, "it broke"))));
        } else if (story.has(Fault.DRAINS, 0.2)) {
            from.remove(work);
            StepState.Problem stopped = new StepState.Problem("ORB-2202", "TRANSIENT", "the runner stops");
            report(work, List.of(dice.of(new Command.Item.Cancelled(step), new Command.Item.Failed(step, stopped))));
        } else {
            succeed(from, work);
        }
    }

    private void succeed(List<Work> from, Work work) {
        List<Command.Item> items = new ArrayList<>();
        boolean all = work.atOnce || dice.chance(0.3);
        do {
            String result = dice.chance(0.3) ? "{}" : null;
            items.add(new Command.Item.Succeeded(work.offered.steps().get(work.next++), result, new TreeMap<>(), null));
            if (!work.atOnce && work.next < work.offered.steps().size()) {
                items.add(new Command.Item.Started(work.offered.steps().get(work.next)));
            }
        } while (all && work.next < work.offered.steps().size());
        if (work.next == work.offered.steps().size()) {
            from.remove(work);
        }
        if (dice.chance(0.5)) {
            items.forEach(item -> report(work, List.of(item)));
        } else {
            report(work, items);
        }
    }

    private void report(Work work, List<Command.Item> items) {
        House.Offered to = work.offered;
        Effect.Offer offer = to.offer();
        story.does(
                to.pipeline(),
                to.run(),
                new Command.Report(offer.segment(), offer.fence(), work.runner, work.epoch, items));
    }

    private void expire(Work work) {
        Effect.Offer offer = work.offered.offer();
        story.does(
                work.offered.pipeline(),
                work.offered.run(),
                new Command.LeaseExpired(offer.segment(), offer.fence(), work.runner, "silent"));
    }

    private void crash(int runner) {
        epochs[runner]++;
        List<Work> lost = works.stream()
                .filter(work -> work.runner.equals("r" + (runner + 1)))
                .toList();
        works.removeAll(lost);
        silent.addAll(lost);
        if (story.faults.contains(Fault.LATE_REPORTS)) {
            ghosts.addAll(lost);
        }
    }

    /** Orders take their time. */
    private void hearOrders() {
        List<House.Order> heard =
                house.orders.stream().filter(order -> dice.chance(0.3)).toList();
        house.orders.removeAll(heard);
        for (House.Order order : heard) {
            if (!story.has(Fault.DEAF_RUNNERS, 0.5)) {
                List<Work> meant =
                        works.stream().filter(work -> meant(work, order)).toList();
                meant.forEach(this::stop);
            }
        }
    }

    private static boolean meant(Work work, House.Order order) {
        Fact.Holder holder = order.stop().holder();
        return work.offered.run().equals(order.run())
                && work.runner.equals(holder.runner())
                && work.offered.offer().fence() == holder.fence();
    }

    private void stop(Work work) {
        works.remove(work);
        if (dice.chance(0.7)) {
            report(work, List.of(new Command.Item.Cancelled(work.offered.steps().get(work.next))));
        }
    }
}
