package io.orbit.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under headings, laid out so that they fit: long names are cut first, then the least important columns go. */
public final class Table {
    private static final String GAP = "  ";
    private static final int READABLE = 12;
    private static final int LEAST = 4;

    /**
     * @param importance columns with less go first when space is short, and one without any text is left out;
     *     {@link Integer#MAX_VALUE} never goes
     * @param least cells it takes even when its texts are shorter, so that tables written in pieces stay in line
     * @param flexible whether its cells may be cut to {@value #READABLE} cells before any column goes
     * @param paint colours a cell after it has been laid out
     */
    public record Column(
            String title, boolean right, int importance, int least, boolean flexible, UnaryOperator<String> paint) {
        public static Column of(String title) {
            return new Column(title, false, Integer.MAX_VALUE, 0, false, UnaryOperator.identity());
        }

        public Column toTheRight() {
            return new Column(title, true, importance, least, flexible, paint);
        }

        public Column importance(int importance) {
            return new Column(title, right, importance, least, flexible, paint);
        }

        public Column atLeast(int cells) {
            return new Column(title, right, importance, cells, flexible, paint);
        }

        public Column cut() {
            return new Column(title, right, importance, least, true, paint);
        }

        public Column painted(UnaryOperator<String> paint) {
            return new Column(title, right, importance, least, flexible, paint);
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** One cell per column. */
    public Table add(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Text.plain(cell));
        }
        rows.add(row);
        return this;
    }

    /** Headings and rows; no line is wider than {@code width} unless not even two cells per column fit. */
    public List<String> lines(int width, Style style) {
        List<Integer> shown = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            if (!empty(c)) {
                shown.add(c);
            }
        }
        int[] widths = natural();
        while (!shrink(widths, shown, width, READABLE, true) && drop(shown)) {
            widths = natural();
        }
        shrink(widths, shown, width, LEAST, false);
        return draw(widths, shown, style);
    }

    private boolean empty(int c) {
        Column column = columns.get(c);
        return column.importance() < Integer.MAX_VALUE
                && column.least() == 0
                && rows.stream().allMatch(row -> row.get(c).isBlank());
    }

    private int[] natural() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] =
                    Math.max(columns.get(c).least(), Text.width(columns.get(c).title()));
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], Text.width(row.get(c)));
            }
        }
        return widths;
    }

    /** Takes cells from the widest column until all fit; false when they cannot. */
    private boolean shrink(int[] widths, List<Integer> shown, int width, int least, boolean flexibleOnly) {
        int excess = (shown.size() - 1) * GAP.length() - width;
        for (int c : shown) {
            excess += widths[c];
        }
        for (; excess > 0; excess--) {
            int widest = -1;
            for (int c : shown) {
                boolean may = widths[c] > least && (columns.get(c).flexible() || !flexibleOnly);
                widest = may && (widest < 0 || widths[c] > widths[widest]) ? c : widest;
            }
            if (widest < 0) {
                return false;
            }
            widths[widest]--;
        }
        return true;
    }

    private boolean drop(List<Integer> shown) {
        int least = shown.get(0);
        for (int c : shown) {
            least = columns.get(c).importance() <= columns.get(least).importance() ? c : least;
        }
        return columns.get(least).importance() < Integer.MAX_VALUE && shown.remove((Integer) least);
    }

    private List<String> draw(int[] widths, List<Integer> shown, Style style) {
        List<String> lines = new ArrayList<>();
        List<String> titles = columns.stream().map(Column::title).toList();
        lines.add(line(titles, widths, shown, style, true));
        for (List<String> row : rows) {
            lines.add(line(row, widths, shown, style, false));
        }
        return lines;
    }

    private String line(List<String> cells, int[] widths, List<Integer> shown, Style style, boolean heading) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            Column column = columns.get(shown.get(i));
            int width = widths[shown.get(i)];
            String cell = Text.cut(cells.get(shown.get(i)), width, style.ellipsis());
            String painted =
                    heading ? style.bold(cell) : style.colour() ? column.paint().apply(cell) : cell;
            String space = " ".repeat(width - Text.width(cell));
            boolean last = i == shown.size() - 1;
            line.append(i == 0 ? "" : GAP);
            line.append(column.right() ? space + painted : painted + (last ? "" : space));
        }
        return line.toString().stripTrailing();
    }
}
