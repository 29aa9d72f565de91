package io.carillon.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement, written once for all dialects. Besides SQL the text may have, in braces:
 *
 * <ul>
 *   <li>{@code {e: id uuid, fence bigint}} where a table may stand: the {@link Rows} that are handed over as one
 *       argument, under the name {@code e};
 *   <li>{@code {one e: id uuid, fence bigint}}: likewise rows of which there is exactly one, which a statement is planned
 *       for and run with at less cost;
 *   <li>{@code {j.id is e.id}}: the columns are equal, and the row of {@code j} is to be found by its index, one for each
 *       row of {@code e}, never the other way round;
 *   <li>{@code {id among uuid}}: the column is one of those in {@link Rows} of this one type;
 *   <li>{@code {carried}}, {@code {r.carried}}: the columns that travel with a job through its phases, in their order.
 *       {@code {r.carried; attempt = r.attempt + 1; node = ?}} replaces some by an expression; they are named in the
 *       order of the columns, so that the order of the parameters can be read off;
 *   <li>{@code {asked}}: likewise those of them that never change, what was asked for;
 *   <li>{@code {lock}}, {@code {lock r}}, {@code {lock r skip}}: holds the rows read (of {@code r}) until the commit,
 *       waiting for others or skipping what they hold. Nothing where a single writer makes it needless.
 *   <li>{@code {id}}: the type of ids;
 *   <li>{@code {place}}: the pseudo-column that finds a row of a table without an index, within one transaction.
 * </ul>
 *
 * The name tells statements apart in failpoints. Immutable but for the translations it remembers.
 */
final class Sql {
    /** What was asked for and where it stands in line. */
    private static final List<String> ASKED = List.of(
            "id",
            "due",
            "created_at",
            "max_retries",
            "priority",
            "queue",
            "task",
            "params",
            "command",
            "timeout",
            "retry",
            "unique_key",
            "serial_key",
            "schedule",
            "fire_time",
            "meta");

    /** What became of it so far. */
    private static final List<String> SO_FAR = List.of(
            "attempt",
            "fence",
            "crashes",
            "strikes",
            "checkpoint",
            "node",
            "started_at",
            "percent",
            "message",
            "error");

    private static final List<String> CARRIED = concat(ASKED, SO_FAR);

    private static final Pattern BRACES = Pattern.compile("\\{([^}]*)}");
    private static final Pattern ROWS = Pattern.compile("(\\w+): (.*)", Pattern.DOTALL);
    private static final Pattern ONE = Pattern.compile("one (\\w+): (.*)", Pattern.DOTALL);
    private static final Pattern COLUMNS = Pattern.compile("(?:(\\w+)\\.)?(carried|asked)((?:;.*)?)", Pattern.DOTALL);
    private static final Pattern IS = Pattern.compile("(\\S+) is (\\S+)");
    private static final Pattern AMONG = Pattern.compile("(\\S+) among (\\w+)");
    private static final Pattern LOCK = Pattern.compile("lock(?: (?!skip\\b)(\\w+))?( skip)?");

    private final String name;
    private final String text;
    private final Map<Dialect, Translation> translations = new EnumMap<>(Dialect.class);

    private Sql(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * @param name for people, such as {@code claim.ready}
     * @param text the statement
     */
    static Sql of(String name, String text) {
        return new Sql(name, text);
    }

    String name() {
        return name;
    }

    /** The statement as a dialect has it. */
    Translation in(Dialect dialect) {
        synchronized (translations) {
            return translations.computeIfAbsent(dialect, this::translate);
        }
    }

    /**
     * A statement in a dialect.
     *
     * @param text what the driver gets
     * @param rows each {@link Rows} argument, in order
     */
    record Translation(String text, List<Shape> rows) {}

    /**
     * A {@link Rows} argument.
     *
     * @param one whether it is exactly one row
     */
    record Shape(List<Column> columns, boolean one) {}

    private Translation translate(Dialect dialect) {
        List<Shape> shapes = new ArrayList<>();
        StringBuilder translated = new StringBuilder();
        int parameters = 0;
        int done = 0;
        for (Matcher braces = BRACES.matcher(text); braces.find(); done = braces.end()) {
            String before = text.substring(done, braces.start());
            parameters += parametersIn(before);
            String inside = braces.group(1).strip();
            Matcher rows = ROWS.matcher(inside);
            Matcher one = ONE.matcher(inside);
            Matcher among = AMONG.matcher(inside);
            String expanded;
            if (rows.matches()) {
                List<Column> columns = Column.list(rows.group(2));
                shapes.add(new Shape(columns, false));
                expanded = dialect.rows(rows.group(1), columns, parameters + 1);
                parameters += dialect.parameters(columns);
            } else if (one.matches()) {
                List<Column> columns = Column.list(one.group(2));
                shapes.add(new Shape(columns, true));
                expanded = dialect.row(one.group(1), columns, parameters + 1);
                parameters += dialect.parameters(columns);
            } else if (among.matches()) {
                Column column = new Column("v", among.group(2));
                shapes.add(new Shape(List.of(column), false));
                expanded = dialect.among(among.group(1), column, parameters + 1);
                parameters += dialect.parameters(List.of(column));
            } else {
                expanded = expand(dialect, inside);
                parameters += parametersIn(expanded);
            }
            translated.append(before).append(expanded);
        }
        return new Translation(translated.append(text, done, text.length()).toString(), shapes);
    }

    private static int parametersIn(String sql) {
        return (int) sql.chars().filter(c -> c == '?').count();
    }

    private String expand(Dialect dialect, String inside) {
        Matcher columns = COLUMNS.matcher(inside);
        Matcher lock = LOCK.matcher(inside);
        Matcher is = IS.matcher(inside);
        if (is.matches()) {
            return dialect.is(is.group(1), is.group(2));
        }
        if (columns.matches()) {
            List<String> all = columns.group(2).equals("asked") ? ASKED : CARRIED;
            return columns(all, columns.group(1), columns.group(3));
        }
        if (inside.equals("id")) {
            return dialect.idType();
        }
        if (inside.equals("place")) {
            return dialect.place();
        }
        if (lock.matches()) {
            return dialect.lock(lock.group(1), lock.group(2) != null);
        }
        throw new IllegalStateException(name + ": what is {" + inside + "}?");
    }

    private String columns(List<String> all, @Nullable String table, String changes) {
        List<String> list = new ArrayList<>(all.stream()
                .map(column -> table == null ? column : table + "." + column)
                .toList());
        int last = -1;
        for (String change : changes.split(";")) {
            if (change.isBlank()) {
                continue;
            }
            String[] parts = change.strip().split("\\s*=\\s*", 2);
            int at = all.indexOf(parts[0]);
            if (at <= last || parts.length != 2) {
                throw new IllegalStateException(name + ": '" + change.strip() + "' is no column or out of order");
            }
            list.set(at, parts[1]);
            last = at;
        }
        return String.join(", ", list);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A column of {@link Rows}.
     *
     * @param name as the statement uses it
     * @param type {@code uuid}, {@code bigint} or {@code text}
     */
    record Column(String name, String type) {
        static List<Column> list(String text) {
            return Arrays.stream(text.strip().split("\\s*,\\s*"))
                    .map(column -> column.split("\\s+"))
                    .map(parts -> new Column(parts[0], parts[1]))
                    .toList();
        }
    }
}
