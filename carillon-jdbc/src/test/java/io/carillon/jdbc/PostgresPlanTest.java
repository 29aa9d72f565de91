package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
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

    /** As {@link Dialect#is} writes what is to be looked up by one side only. */
    private static final Pattern ONE_WAY = Pattern.compile("= any \\(array\\[([^]]+)]\\)");

    private static DataSource source;
    private static JdbcStore store;

    @BeforeAll
    static void openAFreshDatabase() {
        source = TestPostgres.database();
        store = JdbcStore.postgres(source);
        store.migrate();
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

    private static void assertThatNothingGrows() {
        List<Sql> statements = statements();
        assertThat(statements).hasSizeGreaterThan(60);
        String growing = statements.stream()
                .map(sql -> sql + ":\n" + plan(sql))
                .filter(GROWING.asPredicate().or(WHOLE_INDEX.asPredicate()))
                .collect(Collectors.joining("\n"));
        assertThat(growing).as("plans that grow with a table").isEmpty();
        assertThat(plan(statement("claim.unlimited")))
                .contains("Index Scan using carillon_ready_claim", "Tid Scan on carillon_ready", "LockRows");
        assertThat(List.of(plan(statement("claim.unlimited-on")), plan(statement("claim.ready-on"))))
                .as("the place to go on from is found by the index")
                .allMatch(
                        plan -> plan.contains("Index Cond: ((queue = k.queue) AND (priority = k.priority) AND (ROW("));
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

    private static void fill(String phase, int jobs) {
        TestPostgres.execute(source, """
                insert into carillon_%s (id, due, created_at, max_retries, priority, queue, task, params)
                select lpad(to_hex(g), 32, '0')::uuid, 1900000000000000 + g, 0, 0, g %% 10, 'queue' || g %% 7, 'work', '{}'
                from generate_series(1, %d) g
                """.formatted(phase, jobs));
    }
}
