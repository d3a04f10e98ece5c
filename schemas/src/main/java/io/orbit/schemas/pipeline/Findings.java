package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.Pointers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Problems as they are found in one bundle. For one thread. */
final class Findings {
    /** More would help nobody, and a hostile text could have a hundred thousand. */
    private static final int MOST = 100;

    private final Bundle bundle;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> secret = new HashSet<>();
    private final Set<String> seen = new HashSet<>();

    Findings(Bundle bundle) {
        this.bundle = bundle;
    }

    void add(ErrorCode code, String pointer, String message) {
        add(code, pointer, message, "");
    }

    /** Said once per place and code; nothing is said of what lies within a secret, lest it be quoted. */
    void add(ErrorCode code, String pointer, String message, String hint) {
        boolean quiet = secret.stream().anyMatch(hidden -> Pointers.within(pointer, hidden));
        if (!quiet && seen.add(code + pointer + '\n' + message)) {
            problems.add(Problem.at(bundle.place(pointer), code, pointer, message, hint));
        }
    }

    /** Must come before whatever else may be said of the place. */
    void addSecret(String pointer, String message, String hint) {
        add(ErrorCode.PLAINTEXT_SECRET, pointer, message, hint);
        secret.add(pointer);
    }

    /** In the order of the text, at most 100. */
    List<Problem> list() {
        return problems.stream()
                .sorted(Comparator.comparingInt((Problem problem) -> bundle.rank(problem.pointer())))
                .limit(MOST)
                .toList();
    }
}
