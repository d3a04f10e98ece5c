package io.orbit.control.core;

import io.orbit.control.topology.Liveness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays acts in the topology, and compares everything that it writes with what the house says it must. */
final class TopologyStage implements Stage {
    /** The longest interval at which the topology looks at the clock: shorter turns may show it nothing. */
    private static final long TICK = 1_000;

    private final Dice dice;
    private final Set<Fault> faults;
    private final House house;
    private final Wires wires;
    private final Slip slip;
    private final Twin twin;
    private final Alarms alarms;
    private final Letters letters;
    private final Noise noise;
    private final Set<RunModel.Owner> silent;
    private final List<Letter> sent = new ArrayList<>();
    private int handOvers;

    /** @param silent runners that the topology takes for dead; the stage puts them there */
    TopologyStage(Dice dice, Set<Fault> faults, House house, Wires wires, Set<RunModel.Owner> silent, Slip slip) {
        this.dice = dice;
        this.faults = faults;
        this.house = house;
        this.wires = wires;
        this.silent = silent;
        this.slip = slip;
        this.twin = new Twin(Wires.TOPICS, Wires.COMMANDS, house);
        this.alarms = new Alarms(house, liveness(silent));
        boolean huge = faults.contains(Fault.HUGE_OFFERS);
        this.letters = new Letters(Wires.TOPICS, dice, house, new Drafts(dice, huge), new Reports(dice, house, huge));
        this.handOvers = dice.between(1, 2);
        this.noise = new Noise(Wires.TOPICS, dice, house);
    }

    static Liveness liveness(Set<RunModel.Owner> silent) {
        return (runner, epoch) -> silent.contains(new RunModel.Owner(runner, epoch)) ? "silent" : null;
    }

    @Override
    public void play(Act act) {
        turnTo(act.at());
        if (act.command() == null) {
            restart();
        } else if (!(act.command() instanceof Command.LeaseExpired expired && fallsSilent(act.run(), expired))) {
            send(letters.of(act), act.at());
        }
        if (faults.contains(Fault.GARBAGE) && dice.chance(0.1)) {
            send(noise.next(sent), act.at());
        }
        if (faults.contains(Fault.DUPLICATES) && !sent.isEmpty() && dice.chance(0.1)) {
            send(dice.pick(sent), act.at());
        }
    }

    /** Plays what comes to pass without faults: timers and leases are the topology's own. */
    void playCalmly(Act act) {
        if (act.command() instanceof Command.TimerDue) {
            turnTo(Math.max(act.at(), wires.wall() + TICK));
        } else if (!(act.command() instanceof Command.LeaseExpired expired && fallsSilent(act.run(), expired))) {
            turnTo(act.at());
            send(letters.of(act), act.at());
        }
    }

    /** True when somebody holds the attempt; the topology must find out that he is silent. */
    private boolean fallsSilent(String run, Command.LeaseExpired expired) {
        RunModel model = house.laws.model(House.pipelineOf(run)).runs.get(run);
        RunModel.Owner owner = model == null ? null : model.owners.get(expired.fence());
        if (owner == null || !owner.runner().equals(expired.runner())) {
            return false;
        }
        silent.add(owner);
        turnTo(wires.wall() + TICK);
        if (dice.chance(0.5)) {
            silent.remove(owner);
        }
        return true;
    }

    /** Opening a store on disk takes long, so a story goes on by itself most of the time. */
    private void restart() {
        if (handOvers > 0) {
            handOvers--;
            wires.handOver();
            house.restart();
        }
    }

    private void send(@Nullable Letter letter, long at) {
        if (letter != null) {
            sent.add(letter);
            // One topic is read a little after the other.
            long late = dice.chance(0.05) ? dice.below(2_000) : 0;
            hear(List.of(wires.post(letter, Math.max(at, wires.wall()) - late)));
        }
    }

    private void turnTo(long at) {
        if (at < wires.wall() + TICK) {
            return;
        }
        String requests = Wires.TOPICS.requests();
        List<Said> due = alarms.at(requests, at);
        List<Letter.Posted> own = wires.turnTo(at);
        List<Said> asked = slip.said(own.stream().map(Said::asked).toList());
        Law.CLOCKS.holds(
                new HashSet<>(due).equals(new HashSet<>(asked)) && due.size() == asked.size(),
                () -> "at %d: %s, not %s".formatted(at, due, asked));
        hear(own);
    }

    private void hear(List<Letter.Posted> posted) {
        List<Said> must = new ArrayList<>();
        posted.forEach(each -> must.addAll(twin.hears(each)));
        List<Said> said = slip.said(wires.said());
        letters.heard(said);
        Said.check(Wires.TOPICS, must, said);
    }
}
