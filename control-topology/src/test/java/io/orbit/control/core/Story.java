package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One story: a seed throws the dice for the pipelines, the faults and everything that clients, runners and clocks do. When
 * it is over, faults stop and time passes until every run has ended.
 */
final class Story {
    /** Epoch ms at which stories begin. */
    static final long DAWN = 1_700_000_000_000L;

    final long seed;
    final Dice dice;
    final House house;
    final Set<Fault> faults;
    final List<String> pipelines = new ArrayList<>();
    final List<Act> acts = new ArrayList<>();
    private final Stage stage;
    private final Clients clients;
    private final Runners runners;
    private final Clocks clocks;
    long now = DAWN;

    Story(long seed, Dice dice, Set<Fault> faults, House house, Stage stage) {
        this.seed = seed;
        this.dice = dice;
        this.faults = faults;
        this.house = house;
        this.stage = stage;
        int count = dice.of(1, 1, 2, 3);
        for (int i = 1; i <= count; i++) {
            pipelines.add("shop.p" + i);
        }
        clients = new Clients(this);
        runners = new Runners(this);
        clocks = new Clocks(this);
    }

    /**
     * Tells the story of {@code seed} and checks every law.
     *
     * @throws Law.Broken with all acts up to the one that broke a law
     */
    static Story tell(long seed, Rules rules, Coverage coverage) {
        Dice dice = new Dice(seed);
        House house = new House(rules, coverage);
        Story story = new Story(seed, dice, Fault.some(dice), house, house::does);
        try {
            story.tell();
            Calm.falls(house, story.now);
        } catch (Law.Broken broken) {
            throw new Failure(story, broken);
        }
        return story;
    }

    /** Throws the dice; the calm after it is the caller's. */
    void tell() {
        pipelines.forEach(clients::define);
        int length = dice.between(10, 100);
        for (int i = 0; i < length; i++) {
            now += dice.of(0, 5, 50, 500, 2_000, dice.below(40_000), dice.below(400_000));
            int who = dice.below(10);
            if (who < 3) {
                clients.act();
            } else if (who < 8) {
                runners.act();
            } else {
                clocks.act();
            }
            house.laws.rests();
        }
    }

    boolean has(Fault fault, double share) {
        return faults.contains(fault) && dice.chance(share);
    }

    void does(String pipeline, String run, Command command) {
        does(new Act(now, pipeline, run, command));
    }

    void does(Act act) {
        acts.add(act);
        stage.play(act);
    }

    /** Does the acts, then lets the calm fall: what is left of a story when nobody throws dice. */
    static void retell(List<Act> acts, Rules rules) {
        House house = new House(rules, new Coverage());
        long now = 0;
        for (Act act : acts) {
            house.does(act);
            house.laws.rests();
            now = Math.max(now, act.at());
        }
        Calm.falls(house, now);
    }

    /** A story that broke a law. */
    static final class Failure extends AssertionError {
        private static final long serialVersionUID = 1;
        final transient Story story;
        final Law.Broken broken;

        Failure(Story story, Law.Broken broken) {
            super("seed " + story.seed + ": " + broken.getMessage(), broken);
            this.story = story;
            this.broken = broken;
        }
    }
}
