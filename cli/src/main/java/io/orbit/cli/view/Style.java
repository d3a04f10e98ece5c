package io.orbit.cli.view;

/**
 * Colour and symbols, each only where they can be shown. Meaning never hangs on colour alone.
 *
 * @param colour whether escape sequences may be written
 * @param unicode whether characters beyond ASCII may be written
 */
public record Style(boolean colour, boolean unicode) {
    public static final Style PLAIN = new Style(false, false);

    private enum Paint {
        GREEN("32"),
        RED("31"),
        BLUE("34"),
        YELLOW("33"),
        DIM("2"),
        BOLD("1");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    private String paint(Paint paint, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
    }

    public String bold(String text) {
        return paint(Paint.BOLD, text);
    }

    public String dim(String text) {
        return paint(Paint.DIM, text);
    }

    public String error(String text) {
        return paint(Paint.RED, text);
    }

    /** The text in the colour of the status. */
    public String ofStatus(String status, String text) {
        return switch (status) {
            case "SUCCEEDED", "READY", "UP", "EQUAL" -> paint(Paint.GREEN, text);
            case "FAILED", "LOST", "DIFFERENT" -> paint(Paint.RED, text);
            case "RUNNING", "SCHEDULED", "BUSY" -> paint(Paint.BLUE, text);
            case "RETRYING", "CANCELLING", "INTERRUPTED", "DRAINING" -> paint(Paint.YELLOW, text);
            default -> paint(Paint.DIM, text);
        };
    }

    /** One cell that stands for the status. */
    public String symbol(String status) {
        return switch (status) {
            case "SUCCEEDED", "READY", "UP", "EQUAL" -> unicode ? "✓" : "+";
            case "FAILED", "LOST", "DIFFERENT" -> unicode ? "✗" : "x";
            case "RUNNING", "SCHEDULED", "BUSY" -> unicode ? "●" : "*";
            case "RETRYING" -> unicode ? "↻" : "~";
            case "CANCELLED", "CANCELLING" -> unicode ? "⊘" : "/";
            case "SKIPPED" -> unicode ? "»" : ">";
            case "INTERRUPTED" -> "!";
            default -> unicode ? "○" : "-";
        };
    }

    /** Symbol and word, e.g. {@code ✓ succeeded}; empty for no status. */
    public String word(String status) {
        return status.isEmpty() ? "" : symbol(status) + " " + status.toLowerCase(java.util.Locale.ROOT);
    }

    public String ellipsis() {
        return unicode ? "…" : "...";
    }
}
