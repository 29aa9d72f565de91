package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thread that claims, runs and completes, a batch at a time. */
final class RawEngine implements Engine {
    private static final int BATCH = 1_000;
    private static final int PRODUCERS = 8;
    /** As long as it rests when there is nothing to do. */
    private static final long POLL_MILLIS = 10;

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
        pool = Pools.open(place, kind == Kind.SQLITE ? 1 : PRODUCERS + 1);
        try (Connection connection = pool.getConnection()) {
            boolean fresh;
            try (ResultSet tables = connection.getMetaData().getTables(null, null, "ready", null)) {
                fresh = !tables.next();
            }
            for (String table : fresh ? design.tables() : List.<String>of()) {
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
                    1,
                    array(
                            connection,
                            "bigint",
                            work.stream().map(w -> w.payload().number()).toArray()));
            insert.setArray(
                    2, array(connection, "text", work.stream().map(Work::queue).toArray()));
            insert.setArray(
                    3,
                    array(
                            connection,
                            "integer",
                            work.stream().map(w -> 9 - w.priority()).toArray()));
            insert.setArray(
                    4,
                    array(
                            connection,
                            "bigint",
                            work.stream().map(RawEngine::due).toArray()));
            insert.setArray(
                    5, array(connection, "text", work.stream().map(Work::json).toArray()));
            insert.executeUpdate();
        }
    }

    private static Array array(Connection connection, String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
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
                connection.setAutoCommit(false);
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
            long[] claimed = claim(connection, claim);
            connection.commit();
            for (long number : claimed) {
                handler.handle(number, null);
            }
            if (claimed.length == 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } else {
                complete(connection, complete, claimed);
                connection.commit();
            }
        }
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

    private void complete(Connection connection, List<String> statements, long[] numbers) throws SQLException {
        for (String sql : statements) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                if (kind == Kind.POSTGRES) {
                    List<Long> ids = new ArrayList<>(numbers.length);
                    Arrays.stream(numbers).forEach(ids::add);
                    statement.setArray(1, array(connection, "bigint", ids.toArray()));
                } else {
                    statement.setString(1, Arrays.toString(numbers));
                }
                statement.executeUpdate();
            }
        }
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
