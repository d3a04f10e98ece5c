package io.orbit.control.core;

import io.orbit.control.codec.RowCodec;
import io.orbit.control.topology.Rows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A story told through the topology in Kafka's test driver, with the house as the measure of all that it writes. */
final class TopologyStory {
    private static final int LAST = 12;

    private TopologyStory() {}

    /**
     * Tells the story of {@code seed}, lets the calm fall, and compares the rows of the store with those that the log
     * gives.
     *
     * @param folder for the state of the topology
     * @throws AssertionError that says which law was broken, and by which acts
     */
    static void tell(long seed, Path folder, Slip slip, Coverage coverage) {
        Dice dice = new Dice(seed);
        Set<Fault> faults = Fault.some(dice);
        House house = new House(Rules.REAL, coverage);
        Set<RunModel.Owner> silent = new HashSet<>();
        boolean onDisk = faults.contains(Fault.RESTARTS);
        try (Wires wires = new Wires(folder, onDisk, Story.DAWN, TopologyStage.liveness(silent))) {
            TopologyStage stage = new TopologyStage(dice, faults, house, wires, silent, slip);
            Story story = new Story(seed, dice, faults, house, stage);
            try {
                story.tell();
                Calm.falls(house, stage::playCalmly, Math.max(story.now, wires.wall()));
                compare(house, wires, slip.rows(wires.rows()));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError(report(story, broken), broken);
            }
        }
    }

    private static void compare(House house, Wires wires, Map<String, byte[]> rows) {
        same("the changelog", wires.changelog(), rows);
        same("the log", RowFold.of(wires.events()), rows);
        for (RunState run : house.runs()) {
            byte[] row = rows.get(Rows.runKey(run.id()));
            Law.ROWS.holds(Arrays.equals(RowCodec.encode(run), row), () -> "the row of " + run);
        }
    }

    private static void same(String source, Map<String, byte[]> right, Map<String, byte[]> rows) {
        Set<String> keys = new TreeSet<>(right.keySet());
        keys.addAll(rows.keySet());
        keys.removeIf(key -> Arrays.equals(right.get(key), rows.get(key)));
        Law.ROWS.holds(keys.isEmpty(), () -> "not as %s has them: %s".formatted(source, keys));
    }

    private static String report(Story story, Throwable broken) {
        StringBuilder text =
                new StringBuilder("seed %d: %s%n%nThe last acts:%n".formatted(story.seed, broken.getMessage()));
        List<Act> acts = story.acts;
        acts.subList(Math.max(0, acts.size() - LAST), acts.size())
                .forEach(act -> text.append("  ").append(act).append('\n'));
        return text.append("\nAgain with: mvn -pl control-topology -am test -Dtest=TopologyStoriesTest")
                .append(" -Dsurefire.failIfNoSpecifiedTests=false -Dorbit.seed=")
                .append(story.seed)
                .toString();
    }
}
