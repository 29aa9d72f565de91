package io.carillon.jdbc;

import io.carillon.jdbc.Database.Work;
import io.carillon.spi.StoreException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a database file on platform threads and connections of their own, past whoever writes. */
final class SqliteReaders {
    private final SqliteFile file;
    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;

    /** @param most how many threads at once */
    SqliteReaders(SqliteFile file, int most) {
        this.file = file;
        threads = new ThreadPoolExecutor(
                most,
                most,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("carillon-sqlite-reader-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    <T extends @Nullable Object> T read(Work<T> work, Probe probe) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(work, probe, answer));
            return answer.join();
        } catch (RejectedExecutionException e) {
            throw new StoreException(file.description() + ": the store is closed", false, e);
        } catch (CompletionException e) {
            throw SqliteWriter.rethrown(file, e);
        }
    }

    private <T extends @Nullable Object> void answer(Work<T> work, Probe probe, CompletableFuture<T> answer) {
        try {
            Session taken = idle.poll();
            Session session = taken == null ? Session.keeping(file.connectToRead(), Dialect.SQLITE, probe) : taken;
            try {
                answer.complete(work.run(session.seenBy(probe)));
            } finally {
                idle.add(session);
            }
        } catch (SQLException | RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    void close() throws SQLException {
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.connection().close();
        }
    }
}
