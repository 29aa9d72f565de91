package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The plans of the statements that run all the time, as the store's own connections make them. They must not depend on
 * what the tables hold or on what the statistics say: each set of plans is looked at on empty tables, among a million
 * jobs, and after statistics that say otherwise.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PostgresPlanTest {
    private static final Pattern PARAMETER = Pattern.compile("\\?");

    /** What a plan may not contain: anything whose cost grows with a table. */
    private static final Pattern GROWING =
            Pattern.compile("Seq Scan on carillon_(?!tally)|Sort|Bitmap|Hash Join|Merge Join|Hash Cond|Merge Cond");

    /** An index read from one end to the other for each row of a join; only a limit makes that right. */
    private static final Pattern WHOLE_INDEX = Pattern.compile(
            "(?<!Limit)\\n *-> *Index (?:Only )?Scan using \\S+ on carillon_[^\\n]*\\n(?! *Index Cond)");

    /** A scan of an index and what it looks for there. */
    private static final Pattern LOOK_UP =
            Pattern.compile("Index (?:Only )?Scan using (\\S+) on [^\\n]*\\n *Index Cond: ([^\\n]*)");

    /** As {@link Dialect#is} writes what is to be looked up by one side only. */
    private static final Pattern ONE_WAY = Pattern.compile("= any \\(array\\[([^]]+)]\\)");

    private static DataSource source;
    private static JdbcStore store;
    private static Map<String, Pattern> firstColumns;

    @BeforeAll
    static void openAFreshDatabase() {
        source = TestPostgres.database();
        store = JdbcStore.postgres(source);
        store.migrate();
        firstColumns = readFirstColumns();
    }

    @AfterAll
    static void closeIt() {
        store.close();
    }

    /** Every statement that the parts of the store keep, found where they keep it, so that no new one is forgotten. */
    private static List<Sql> statements() {
        return Stream.of(
                        Bounds.class,
                        BulkEnqueue.class,
                        ChangeJobs.class,
                        ClaimJobs.class,
                        CompleteJobs.class,
                        EnqueueJobs.class,
                        FindBacklog.class,
                        FireSchedules.class,
                        ForgetJobs.class,
                        JdbcJobs.class,
                        JdbcLocks.class,
                        JdbcLogs.class,
                        JdbcNodes.class,
                        JdbcQueues.class,
                        JdbcRecords.class,
                        JdbcSchedules.class,
                        Keys.class,
                        PromoteJobs.class,
                        SettleJobs.class,
                        Tally.class)
                .flatMap(part -> Stream.of(part.getDeclaredFields()))
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .flatMap(PostgresPlanTest::kept)
                .toList();
    }

    private static Stream<Sql> kept(Field field) {
        try {
            field.setAccessible(true);
            Object value = field.get(null);
            Stream<?> values = value instanceof Map<?, ?> map ? map.values().stream() : Stream.of(value);
            return values.flatMap(kept -> kept instanceof Sql sql
                    ? Stream.of(sql)
                    : kept instanceof Move move
                            ? Stream.of(move.atOnce())
                            : kept instanceof Sole sole
                                    ? sole.forms().stream()
                                    : kept instanceof EnqueueJobs.Phases phases
                                            ? phases.forms().stream()
                                            : Stream.of());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Sql statement(String name) {
        return statements().stream()
                .filter(sql -> sql.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String plan(Sql sql) {
        return store.database().each(session -> plan(session.connection(), sql));
    }

    private static String plan(Connection connection, Sql sql) throws SQLException {
        return plan(connection, sql.in(Dialect.POSTGRESQL).text());
    }

    /** The plan that a prepared statement keeps, whatever its parameters. */
    private static String plan(Connection connection, String text) throws SQLException {
        int[] parameters = {0};
        String numbered = PARAMETER.matcher(text).replaceAll(unused -> "\\$" + ++parameters[0]);
        StringBuilder plan = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare looked_at as " + numbered);
            String nulls = String.join(", ", Collections.nCopies(parameters[0], "null"));
            try (ResultSet lines = statement.executeQuery(
                    "explain (costs off) execute looked_at" + (nulls.isEmpty() ? "" : "(" + nulls + ")"))) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
            statement.execute("deallocate looked_at");
        }
        return plan.toString();
    }

    /** Whether a plan reads all of an index because what it looks for is not what the index is ordered by first. */
    private static boolean passesTheFirstColumn(String plan) {
        return LOOK_UP.matcher(plan)
                .results()
                .anyMatch(scan -> !firstColumns
                        .getOrDefault(scan.group(1), Pattern.compile(""))
                        .matcher(scan.group(2))
                        .find());
    }

    private static Map<String, Pattern> readFirstColumns() {
        Sql columns = Sql.of("test.first-columns", """
                select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indexrelid
                join pg_attribute a on a.attrelid = c.oid and a.attnum = 1 where c.relname like 'carillon%'
                """);
        Map<String, Pattern> first = new HashMap<>();
        store.database()
                .read(session -> session.list(
                        columns, row -> first.put(row.text(), Pattern.compile("\\b" + row.text() + "[ ,]"))));
        return first;
    }

    private static void assertThatNothingGrows() {
        List<Sql> statements = statements();
        assertThat(statements).hasSizeGreaterThan(60);
        String growing = statements.stream()
                .map(sql -> sql + ":\n" + plan(sql))
                .filter(GROWING.asPredicate().or(WHOLE_INDEX.asPredicate()).or(PostgresPlanTest::passesTheFirstColumn))
                .collect(Collectors.joining("\n"));
        assertThat(growing).as("plans that grow with a table").isEmpty();
        assertThat(plan(statement("claim.unlimited")))
                .contains("Index Scan using carillon_ready_claim", "Tid Scan on carillon_ready", "LockRows");
        assertThat(List.of(plan(statement("claim.unlimited-on")), plan(statement("claim.ready-on"))))
                .as("the place to go on from is found by the index")
                .allMatch(plan -> plan.contains("AND (priority = k.priority) AND (ROW(due, id) >= ROW(k.due, k.id)))"));
    }

    @Test
    @Order(1)
    void on_empty_tables_nothing_sorts_or_scans() {
        assertThatNothingGrows();
    }

    @Test
    @Order(2)
    void a_claim_prepared_while_the_table_is_empty_stays_right() throws SQLException {
        // The canary: without the store's settings the same statement does what it must not.
        try (Connection plain = source.getConnection()) {
            assertThat(plan(plain, statement("claim.unlimited"))).containsPattern(GROWING);
        }
    }

    @Test
    @Order(3)
    void among_a_million_future_jobs_nothing_sorts_or_scans() {
        fill("future", 1_000_000);
        fill("ready", 50_000);
        assertThatNothingGrows();
        TestPostgres.execute(source, "analyze");
        assertThatNothingGrows();
    }

    @Test
    @Order(4)
    void after_the_tables_have_emptied_under_old_statistics_nothing_sorts_or_scans() {
        TestPostgres.execute(source, "truncate carillon_ready, carillon_future");
        assertThatNothingGrows();
        TestPostgres.execute(source, "vacuum analyze carillon_ready");
        assertThatNothingGrows();
    }

    @Test
    @Order(5)
    void statistics_of_tables_with_a_few_rows_make_no_plan_read_all_of_them() {
        for (String phase : List.of("ready", "future", "blocked", "running")) {
            TestPostgres.execute(source, "truncate carillon_" + phase);
            fill(phase, 20);
        }
        TestPostgres.execute(source, "vacuum analyze");
        assertThatNothingGrows();
        // The canary: comparisons that the planner may turn round are planned so under these statistics, and seen.
        assertThat(statements().stream()
                        .map(sql -> sql.in(Dialect.POSTGRESQL).text())
                        .filter(text -> ONE_WAY.matcher(text).find())
                        .map(text -> ONE_WAY.matcher(text).replaceAll("= $1"))
                        .map(text -> store.database().each(session -> plan(session.connection(), text)))
                        .filter(GROWING.asPredicate().or(WHOLE_INDEX.asPredicate())))
                .isNotEmpty();
    }

    @Test
    @Order(6)
    void tables_through_which_many_jobs_have_passed_are_looked_into_by_id() {
        for (int jobs : new int[] {1_000, 100_000}) {
            for (String phase : List.of("ready", "future", "running")) {
                TestPostgres.execute(source, "truncate carillon_" + phase);
                fill(phase, jobs);
                TestPostgres.execute(source, "delete from carillon_" + phase + " where due % " + jobs + " > 10");
            }
            TestPostgres.execute(source, "vacuum analyze carillon_ready, carillon_future, carillon_running");
            assertThatNothingGrows();
        }
        // The canary: an index that has the id last and is open to all is taken for the primary key's.
        TestPostgres.execute(source, "create index carillon_open on carillon_ready (queue, id)");
        firstColumns = readFirstColumns();
        assertThat(statements().stream().map(PostgresPlanTest::plan).filter(PostgresPlanTest::passesTheFirstColumn))
                .isNotEmpty();
    }

    private static void fill(String phase, int jobs) {
        TestPostgres.execute(source, """
                insert into carillon_%s (id, due, created_at, max_retries, priority, queue, task, params)
                select lpad(to_hex(g), 32, '0')::uuid, 1900000000000000 + g, 0, 0, g %% 10, 'queue' || g %% 7, 'work', '{}'
                from generate_series(1, %d) g
                """.formatted(phase, jobs));
    }
}
