package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Guards without a clock: however much is due, and however long the database stands still, a node holds a bounded part
 * of it. Real nodes work in processes whose memory is too small for anything else, on stores with a million due jobs.
 */
class MemoryTest {
    private static final int DUE = 1_000_000;
    /** What the ids alone of a million jobs do not fit into, nor what the slots log at once. */
    private static final int HEAP_MIB = 64;

    private static final int MOST_AHEAD = 1_000;
    private static final int ENOUGH = 20_000;
    /** As many equal answers in a row say that nothing moves. */
    private static final int STILL = 20;

    private static final int LOOK_MILLIS = 50;
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static final Map<Kind, String> FILLED = new EnumMap<>(Kind.class);

    /** Where a million due jobs are, and how to hold up whoever works there. */
    enum Kind {
        SQLITE(
                "with recursive n (g) as (select 1 union all select g + 1 from n where g < " + DUE + ") ",
                "unhex(printf('%032x', g))",
                "n",
                List.of("begin immediate"),
                "rollback"),
        POSTGRES(
                "",
                "lpad(to_hex(g), 32, '0')::uuid",
                "generate_series(1, " + DUE + ") g",
                List.of("begin", "lock table carillon_ready, carillon_running, carillon_log in access exclusive mode"),
                "rollback");

        private final String with;
        private final String id;
        private final String numbers;
        private final List<String> stall;
        private final String release;

        Kind(String with, String id, String numbers, List<String> stall, String release) {
            this.with = with;
            this.id = id;
            this.numbers = numbers;
            this.stall = stall;
            this.release = release;
        }

        private String create() {
            if (this == POSTGRES) {
                return TestPostgres.url(TestPostgres.migrated());
            }
            return "jdbc:sqlite:" + TestSqlite.file(folder);
        }

        private String fill() {
            return with + "insert into carillon_ready (id, due, created_at, max_retries, priority, queue, task, params)"
                    + " select " + id + ", 1700000000000000 + g, 1700000000000000, 0, 4, 'default', '"
                    + NarrowNode.TASK.name() + "', '{\"text\":\"" + "x".repeat(80) + "\"}' from " + numbers;
        }
    }

    private static String filled(Kind kind) throws SQLException {
        String url = FILLED.get(kind);
        if (url == null) {
            url = kind.create();
            try (Connection connection = connect(url)) {
                execute(connection, kind.fill());
            }
            FILLED.put(kind, url);
        }
        return url;
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", null);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long held(Connection connection, long pid) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from carillon_running"
                        + " where node in (select id from carillon_node where pid = " + pid + ")")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** On SQLite in a turn of our own: without, whoever is not the busy node gets the file by luck alone. */
    private static void stall(Kind kind, String url, Connection connection) throws SQLException, IOException {
        try (SqliteTurn turn = kind == Kind.SQLITE ? SqliteTurn.at(Path.of(file(url) + "-turn")) : null) {
            if (turn != null) {
                turn.take(SqliteTurn.PATIENCE);
            }
            for (String sql : kind.stall) {
                execute(connection, sql);
            }
            if (turn != null) {
                turn.giveBack();
            }
        }
    }

    private static String file(String url) {
        return url.substring("jdbc:sqlite:".length());
    }

    private static OtherProcess node(String url, String word) throws IOException {
        return OtherProcess.start(NarrowNode.class, HEAP_MIB, url, word);
    }

    /** How many handlers have ended there; -1 when it is gone. */
    private static long done(OtherProcess node) {
        try {
            node.tell("");
            String line = node.line();
            return line == null ? -1 : Long.parseLong(line.substring("done ".length()));
        } catch (IOException e) {
            return -1;
        }
    }

    @FunctionalInterface
    private interface Look {
        boolean isEnough(long done) throws SQLException;
    }

    /** Looks until it is enough; false when the node is gone. */
    private static boolean lookUntil(OtherProcess node, Look look) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        long done = done(node);
        while (done >= 0 && !look.isEnough(done)) {
            assertThat(System.nanoTime()).as("%s handlers have ended", done).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            done = done(node);
        }
        return done >= 0;
    }

    private static boolean standsStill(OtherProcess node) throws Exception {
        long[] last = {-1, 0};
        return lookUntil(node, done -> {
            last[1] = done == last[0] ? last[1] + 1 : 0;
            last[0] = done;
            return last[1] >= STILL;
        });
    }

    @ParameterizedTest
    @EnumSource
    void among_a_million_due_jobs_a_node_holds_its_slots_and_a_thousand_ahead(Kind kind) throws Exception {
        String url = filled(kind);
        long[] most = {0};
        try (OtherProcess node = node(url, "count");
                Connection connection = connect(url)) {
            assertThat(node.line()).isEqualTo("ready");
            boolean lives = lookUntil(node, done -> {
                most[0] = Math.max(most[0], held(connection, node.pid()));
                return done >= ENOUGH;
            });

            assertThat(lives).as("it lives on %s MiB", HEAP_MIB).isTrue();
        }
        assertThat(most[0]).as("jobs held at once").isBetween(1L, (long) NarrowNode.SLOTS + MOST_AHEAD);
    }

    @ParameterizedTest
    @EnumSource
    void while_the_database_stands_still_handlers_wait_instead_of_piling_up_what_they_say(Kind kind) throws Exception {
        String url = filled(kind);
        try (OtherProcess node = node(url, "talk");
                Connection connection = connect(url)) {
            assertThat(node.line()).isEqualTo("ready");
            lookUntil(node, done -> held(connection, node.pid()) >= NarrowNode.SLOTS);
            stall(kind, url, connection);
            boolean lives = standsStill(node);
            execute(connection, kind.release);
            assertThat(lives).as("it lives on %s MiB", HEAP_MIB).isTrue();

            long before = done(node);
            assertThat(lookUntil(node, done -> done > before)).as("it goes on").isTrue();
        }
    }

    @Test
    void the_guards_notice_who_takes_all_that_is_due_and_who_keeps_all_that_is_said() throws Exception {
        String url = filled(Kind.SQLITE);
        try (OtherProcess greedy = node(url, "claim-all")) {
            assertThat(greedy.line()).as("it has claimed a million jobs").isNull();
        }
        try (OtherProcess hoarder = node(url, "keep")) {
            assertThat(hoarder.line()).isEqualTo("ready");
            assertThat(lookUntil(hoarder, done -> done >= ENOUGH)).isFalse();
        }
    }
}
