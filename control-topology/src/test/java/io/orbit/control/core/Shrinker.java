package io.orbit.control.core;

import java.util.ArrayList;
import java.util.List;

/** Drops acts from a story for as long as it still breaks the same law. */
final class Shrinker {
    private final Law law;
    private final Rules rules;

    private Shrinker(Law law, Rules rules) {
        this.law = law;
        this.rules = rules;
    }

    /** A short story that breaks the same law as {@code failure}; its own acts when it cannot be told without dice. */
    static List<Act> shrink(Story.Failure failure, Rules rules) {
        Shrinker shrinker = new Shrinker(failure.broken.law, rules);
        List<Act> acts = new ArrayList<>(failure.story.acts);
        for (int chunk = Math.max(1, acts.size() / 2); chunk >= 1; chunk /= 2) {
            for (int from = 0; from < acts.size(); ) {
                List<Act> fewer = new ArrayList<>(acts);
                fewer.subList(from, Math.min(acts.size(), from + chunk)).clear();
                if (shrinker.stillFails(fewer)) {
                    acts = fewer;
                } else {
                    from += chunk;
                }
            }
        }
        return acts;
    }

    private boolean stillFails(List<Act> acts) {
        try {
            Story.retell(acts, rules);
            return false;
        } catch (Law.Broken broken) {
            return broken.law == law;
        }
    }

    /** The story for people: which seed, which law, what is left of it, and how to tell it again. */
    static String report(Story.Failure failure, Rules rules) {
        StringBuilder text = new StringBuilder(failure.getMessage()).append("\n\nThe story, shrunk:\n");
        shrink(failure, rules).forEach(act -> text.append("  ").append(act).append('\n'));
        return text.append("\nAgain with: mvn -pl control-topology -am test -Dtest=StoriesTest")
                .append(" -Dsurefire.failIfNoSpecifiedTests=false -Dorbit.seed=")
                .append(failure.story.seed)
                .toString();
    }
}
