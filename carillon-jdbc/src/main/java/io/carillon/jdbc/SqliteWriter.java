package io.carillon.jdbc;

import io.carillon.jdbc.Database.Work;
import io.carillon.spi.StoreException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a process on a database file: a platform thread with the only connection that writes, since the
 * calls are native and SQLite lets one write at a time anyway.
 *
 * <p>Group commit: the thread takes the first waiting operation and then whatever has come meanwhile into the same
 * transaction, so that one wait for the disk serves them all; while it waits, the next ones collect. Each but the first
 * has a savepoint of its own, so that one that fails leaves its neighbours alone; when the first fails the transaction
 * begins anew. An operation is answered after the commit, never before.
 */
final class SqliteWriter {
    private static final int MOST_TOGETHER = 200;
    private static final long LONGEST_NANOS = 20_000_000;

    /** One call that waits for its answer. */
    private static final class Operation<T extends @Nullable Object> {
        private final Work<T> work;
        private final Probe probe;
        private final boolean transaction;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T value;

        Operation(Work<T> work, Probe probe, boolean transaction) {
            this.work = work;
            this.probe = probe;
            this.transaction = transaction;
        }

        void run(Session session) throws SQLException {
            value = work.run(session.seenBy(probe));
        }

        @SuppressWarnings("NullAway") // T says whether null is a value
        void succeed() {
            try {
                probe.reached("committed");
                answer.complete(value);
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    private final SqliteFile file;
    private final LinkedBlockingQueue<Operation<?>> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    private @Nullable Session session;
    private @Nullable SqliteTurn turn;

    SqliteWriter(SqliteFile file) {
        this.file = file;
        thread = Thread.ofPlatform().daemon().name("carillon-sqlite-writer").unstarted(this::serve);
        thread.start();
    }

    /** Runs work in a transaction that it may share with others; returns when it is durable. */
    <T extends @Nullable Object> T write(Work<T> work, Probe probe) {
        return submit(new Operation<>(work, probe, true));
    }

    /** Runs work while no other process and no other thread of this one writes, in no transaction. */
    <T extends @Nullable Object> T alone(Work<T> work, Probe probe) {
        return submit(new Operation<>(work, probe, false));
    }

    private <T extends @Nullable Object> T submit(Operation<T> operation) {
        waiting.add(operation);
        if (closed && waiting.remove(operation)) {
            operation.fail(new StoreException(file.description() + ": the store is closed", false, null));
        }
        try {
            return operation.answer.join();
        } catch (CompletionException e) {
            throw rethrown(file, e);
        }
    }

    /** The failure of another thread, as if it had happened on this one. */
    static RuntimeException rethrown(SqliteFile file, CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof SQLException fault) {
            return Faults.of(Dialect.SQLITE, file.description(), fault);
        }
        if (cause instanceof StoreException store) {
            return new StoreException(String.valueOf(store.getMessage()), store.isTransient(), store);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    /** Operations that wait for the one in hand. */
    int waiting() {
        return waiting.size();
    }

    /** Ends the thread after what waits is done. */
    void close() {
        closed = true;
        waiting.add(new Operation<>(unused -> true, new Probe(), false));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        while (!closed || !waiting.isEmpty()) {
            try {
                Operation<?> first = waiting.take();
                attempt(first);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        release();
    }

    private void attempt(Operation<?> first) {
        try {
            Session open = session();
            SqliteTurn mine = turn();
            mine.take(first.transaction ? SqliteTurn.PATIENCE : SqliteTurn.PATIENCE_TO_MIGRATE);
            try {
                if (first.transaction) {
                    commitTogether(open, first);
                } else {
                    first.run(open);
                    first.succeed();
                }
            } finally {
                mine.giveBack();
            }
        } catch (SQLException | IOException | RuntimeException | Error e) {
            first.fail(e);
        }
    }

    /** One transaction for {@code first} and what else waits. */
    private void commitTogether(Session open, Operation<?> first) throws SQLException {
        List<Operation<?>> done = new ArrayList<>();
        open.control("begin immediate");
        try {
            first.run(open);
            done.add(first);
            // Counts what the others add to the first one's wait, however long it took itself.
            long begun = System.nanoTime();
            while (done.size() < MOST_TOGETHER && System.nanoTime() - begun < LONGEST_NANOS) {
                Operation<?> next = nextTransaction();
                if (next == null) {
                    break;
                }
                if (join(open, next)) {
                    done.add(next);
                }
            }
            for (Operation<?> operation : done) {
                operation.probe.reached("commit");
            }
            open.control("commit");
        } catch (SQLException | RuntimeException | Error e) {
            rollback(open);
            failOrRepeat(done, first, e);
            return;
        }
        done.forEach(Operation::succeed);
    }

    private @Nullable Operation<?> nextTransaction() {
        Operation<?> next = waiting.peek();
        return next != null && next.transaction ? waiting.poll() : null;
    }

    /** Runs an operation inside the open transaction; undoes it alone when it fails. False when it failed. */
    private boolean join(Session open, Operation<?> operation) throws SQLException {
        open.control("savepoint operation");
        try {
            operation.run(open);
            open.control("release operation");
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            operation.fail(e);
            open.control("rollback to operation");
            open.control("release operation");
            return false;
        }
    }

    /** What to do with the members of a transaction that failed: a single one failed itself, several get a turn each. */
    private void failOrRepeat(List<Operation<?>> done, Operation<?> first, Throwable cause) {
        if (done.size() <= 1) {
            first.fail(cause);
            return;
        }
        for (Operation<?> operation : done) {
            Session open = session;
            if (open == null) {
                operation.fail(cause);
                continue;
            }
            try {
                open.control("begin immediate");
                operation.run(open);
                operation.probe.reached("commit");
                open.control("commit");
                operation.succeed();
            } catch (SQLException | RuntimeException | Error e) {
                rollback(open);
                operation.fail(e);
            }
        }
    }

    private static void rollback(Session open) {
        try {
            open.control("rollback");
        } catch (SQLException e) {
            LOG.debug("nothing to undo: a full disk or a failed write has ended the transaction by itself", e);
        }
    }

    private Session session() throws SQLException {
        Session open = session;
        if (open == null) {
            Connection connection = file.connect();
            open = Session.keeping(connection, Dialect.SQLITE, new Probe());
            try {
                open.control(CompleteJobs.SQLITE_ENDED);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            session = open;
        }
        return open;
    }

    private SqliteTurn turn() throws IOException {
        SqliteTurn mine = turn;
        if (mine == null) {
            mine = SqliteTurn.at(file.beside("-turn"));
            turn = mine;
        }
        return mine;
    }

    private void release() {
        try (SqliteTurn mine = turn;
                Connection connection = session == null ? null : session.connection()) {
            LOG.debug("closing {}", file.description());
        } catch (SQLException | IOException e) {
            LOG.warn("{} did not close cleanly; nothing is lost", file.description(), e);
        }
    }
}
