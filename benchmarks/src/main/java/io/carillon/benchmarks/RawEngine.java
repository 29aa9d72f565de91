package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One thread that claims, runs and completes, a batch at a time. */
final class RawEngine implements Engine {
    private static final int BATCH = 1_000;
    private static final int PRODUCERS = 8;
    /** As long as it rests when there is nothing to do. */
    private static final long POLL_MILLIS = 10;

    /**
     * A yardstick must not depend on the statistics of the hour: every statement goes by the index that was made for it,
     * and a plan once made is kept.
     */
    static final String STEERED = "set jit = off; set plan_cache_mode = force_generic_plan;"
            + " set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off;"
            + " set enable_hashjoin = off; set enable_mergejoin = off";

    private static final String INSERT = "insert into ready (id, queue, rank, due, payload) values (?, ?, ?, ?, ?)";
    private static final String INSERT_ARRAYS =
            "insert into ready (id, queue, rank, due, payload) select * from unnest(?, ?, ?, ?, ?)";

    private final RawDesign design;
    private final Kind kind;
    private final HikariDataSource pool;
    private final long[] last = {-1, -1, -1};
    private volatile boolean stopped;
    private @Nullable Thread worker;
    private volatile @Nullable Exception failure;

    RawEngine(RawDesign design, Place place) throws SQLException {
        this.design = design;
        kind = place.kind();
        // SQLite has one writer; taking turns here costs less than its busy handler.
        pool = kind == Kind.SQLITE ? Pools.open(place, 1) : Pools.open(place, PRODUCERS + 1, STEERED);
        try (Connection connection = pool.getConnection()) {
            boolean fresh;
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "ready", null)) {
                fresh = !tables.next();
            }
            for (String table : fresh ? design.tables(kind) : List.<String>of()) {
                try (PreparedStatement statement = connection.prepareStatement(table)) {
                    statement.execute();
                }
            }
        }
    }

    @Override
    public void enqueue(Work work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            enqueue(work, connection);
        }
    }

    @Override
    public void enqueue(Work work, Connection transaction) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            bind(insert, work);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement insert, Work work) throws SQLException {
        insert.setLong(1, work.payload().number());
        insert.setString(2, work.queue());
        insert.setInt(3, 9 - work.priority());
        insert.setLong(4, due(work));
        insert.setString(5, work.json());
    }

    private static long due(Work work) {
        return System.currentTimeMillis() + work.delaySeconds() * 1_000;
    }

    @Override
    public void enqueueAll(List<Work> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (kind == Kind.POSTGRES) {
                insertArrays(connection, work);
            } else {
                insertBatch(connection, work);
            }
        }
    }

    private static void insertArrays(Connection connection, List<Work> work) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ARRAYS)) {
            insert.setArray(
                    1, array(connection, "bigint", work, w -> w.payload().number(), Long[]::new));
            insert.setArray(2, array(connection, "text", work, Work::queue, String[]::new));
            insert.setArray(3, array(connection, "integer", work, w -> 9 - w.priority(), Integer[]::new));
            insert.setArray(4, array(connection, "bigint", work, RawEngine::due, Long[]::new));
            insert.setArray(5, array(connection, "text", work, Work::json, String[]::new));
            insert.executeUpdate();
        }
    }

    /** Of the exact type, with which the driver sends numbers as numbers. */
    private static <T> Array array(
            Connection connection, String type, List<Work> work, Function<Work, T> value, IntFunction<T[]> maker)
            throws SQLException {
        return connection.createArrayOf(type, work.stream().map(value).toArray(maker));
    }

    private static void insertBatch(Connection connection, List<Work> work) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Work one : work) {
                bind(insert, one);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void start(Handler handler) {
        worker = Thread.ofPlatform().name("raw").start(() -> {
            try (Connection connection = pool.getConnection()) {
                work(connection, handler);
            } catch (Exception e) {
                failure = e;
            }
        });
    }

    private void work(Connection connection, Handler handler) throws Exception {
        List<String> claim = design.claim(kind, BATCH);
        List<String> complete = design.complete(kind);
        while (!stopped) {
            long[] claimed = inTransaction(connection, claim, () -> claim(connection, claim));
            for (long number : claimed) {
                handler.handle(number, null);
            }
            if (claimed.length == 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } else {
                int completed = inTransaction(connection, complete, () -> complete(connection, complete, claimed));
                if (completed != claimed.length) {
                    throw new IllegalStateException("completed " + completed + " of " + claimed.length + " jobs");
                }
            }
        }
    }

    private interface Step<T> {
        T take() throws SQLException;
    }

    /** One statement is a transaction by itself. */
    private static <T> T inTransaction(Connection connection, List<String> statements, Step<T> step)
            throws SQLException {
        if (statements.size() == 1) {
            return step.take();
        }
        connection.setAutoCommit(false);
        T value = step.take();
        connection.commit();
        connection.setAutoCommit(true);
        return value;
    }

    private long[] claim(Connection connection, List<String> statements) throws SQLException {
        for (String sql : statements.subList(0, statements.size() - 1)) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.executeUpdate();
            }
        }
        long[] numbers = new long[BATCH];
        int count = 0;
        try (PreparedStatement statement = connection.prepareStatement(statements.getLast())) {
            for (int i = 0; design == RawDesign.OWNED && i < last.length; i++) {
                statement.setLong(i + 1, last[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    numbers[count++] = row.getLong(1);
                    if (row.getString(2).isEmpty()) {
                        throw new IllegalStateException("a job without a payload");
                    }
                    if (design == RawDesign.OWNED) {
                        last[0] = row.getLong(3);
                        last[1] = row.getLong(4);
                        last[2] = row.getLong(1);
                    }
                }
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    private int complete(Connection connection, List<String> statements, long[] numbers) throws SQLException {
        int completed = 0;
        for (String sql : statements) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                if (kind == Kind.POSTGRES) {
                    Long[] ids = Arrays.stream(numbers).boxed().toArray(Long[]::new);
                    statement.setArray(1, connection.createArrayOf("bigint", ids));
                } else {
                    statement.setString(1, Arrays.toString(numbers));
                }
                completed = statement.executeUpdate();
            }
        }
        return completed;
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        if (worker != null) {
            worker.join();
        }
        pool.close();
        if (failure != null) {
            throw failure;
        }
    }
}
