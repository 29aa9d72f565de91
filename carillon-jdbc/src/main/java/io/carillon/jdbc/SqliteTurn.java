package io.carillon.jdbc;

import io.carillon.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to write, among the processes that share a file. SQLite alone lets whoever asks at the right moment
 * win, and a busy process starves the others.
 *
 * <p>Two locks on a file beside the database: {@code next} is held while waiting for {@code turn}. A process that gives
 * its turn back and wants another finds {@code next} taken by whoever waits, and comes after it. The system gives the
 * locks of a dead process back. Used by one thread.
 */
final class SqliteTurn implements AutoCloseable {
    private static final long NEXT = 0;
    private static final long TURN = 1;

    /** Much longer than any transaction takes. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Another process may make the schema just now, on a busy machine and with classes to load. */
    static final Duration PATIENCE_TO_MIGRATE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 100_000;

    private final Path path;
    private final FileChannel channel;
    private @Nullable FileLock turn;

    private SqliteTurn(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static SqliteTurn at(Path path) throws IOException {
        return new SqliteTurn(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /**
     * Waits for the turn.
     *
     * @throws StoreException transient, when others keep it for longer than {@code patience}
     */
    void take(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (FileLock next = await(NEXT, patience, deadline)) {
            turn = await(TURN, patience, deadline);
        } catch (IOException e) {
            throw new StoreException(path + ": cannot be locked: " + e, false, e);
        }
    }

    void giveBack() {
        FileLock held = turn;
        turn = null;
        if (held != null) {
            try {
                held.release();
            } catch (IOException e) {
                throw new StoreException(path + ": cannot be unlocked: " + e, false, e);
            }
        }
    }

    private FileLock await(long position, Duration patience, long deadline) throws IOException {
        for (FileLock lock = tryLock(position); ; lock = tryLock(position)) {
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StoreException(
                        path + ": another process has been writing for " + patience.toSeconds() + " s; is it stopped?",
                        true,
                        null);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private @Nullable FileLock tryLock(long position) throws IOException {
        try {
            return channel.tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
