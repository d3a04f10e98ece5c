package io.orbit.standalone.compose;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the files of the local environment, in the order in which it was found. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(problem);
    }

    void unless(boolean right, String problem) {
        if (!right) {
            found.add(problem);
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
