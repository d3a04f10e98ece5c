package io.orbit.schemas.json;

/**
 * Where something is written.
 *
 * @param file as a person would name it; empty for text that came from no file
 * @param line from 1; 0 when no place is known
 * @param column in characters, from 1; 0 when no place is known
 */
public record Place(String file, int line, int column) {
    public static final Place UNKNOWN = new Place("", 0, 0);

    /** {@code file:line:column}, leaving out what is not known; may be empty. */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return file.isEmpty() ? "line %d, column %d".formatted(line, column) : file + ':' + line + ':' + column;
    }
}
