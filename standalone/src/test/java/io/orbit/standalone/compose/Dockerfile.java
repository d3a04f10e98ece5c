package io.orbit.standalone.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The instructions of a Dockerfile, without comments, continued lines joined. */
record Dockerfile(List<Instruction> instructions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param stage 0 for the first {@code FROM} */
    record Instruction(int stage, String name, String text) {
        /** Its words, without flags. */
        List<String> words() {
            return Stream.of(text.split("\\s+"))
                    .filter(word -> !word.startsWith("--"))
                    .toList();
        }

        /** What stands in the brackets; empty when it is no list, which is the shell form. */
        List<String> exec() {
            try {
                String[] words = JSON.readValue(text, String[].class);
                return List.of(words);
            } catch (JsonProcessingException e) {
                return List.of();
            }
        }
    }

    static Dockerfile parse(String text) {
        List<Instruction> instructions = new ArrayList<>();
        int stage = -1;
        String joined = text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .reduce("", (all, line) -> all + line + "\n")
                .replace("\\\n", " ");
        for (String line : joined.split("\n", -1)) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length == 2) {
                stage += parts[0].equals("FROM") ? 1 : 0;
                instructions.add(new Instruction(stage, parts[0], parts[1].strip()));
            }
        }
        return new Dockerfile(List.copyOf(instructions));
    }

    /** Those of the last stage, which are the image. */
    List<Instruction> image(String name) {
        int last = instructions.get(instructions.size() - 1).stage();
        return all(name).stream().filter(each -> each.stage() == last).toList();
    }

    List<Instruction> all(String name) {
        return instructions.stream().filter(each -> each.name().equals(name)).toList();
    }

    /** The last one in the image, which counts; with an empty text when there is none. */
    Instruction last(String name) {
        List<Instruction> found = image(name);
        return found.isEmpty() ? new Instruction(0, name, "") : found.get(found.size() - 1);
    }
}
