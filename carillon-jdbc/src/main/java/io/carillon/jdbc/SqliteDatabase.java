package io.carillon.jdbc;

import io.carillon.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database file as one store sees it. Stores of one process on the same file share its writer and readers, so that
 * they share commits as well.
 */
final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private static final int READERS = 2;

    private static final Sql COPY = Sql.of("backup", "vacuum into ?");

    /**
     * Changes nothing, but takes the file's write lock for a caller's transaction, waiting for it if need be. Were the
     * first statement a read, another's commit before the first write would end the transaction with a stale snapshot.
     */
    private static final String BECOME_WRITER = "delete from carillon_meta where 0";

    /** What the stores of this process share; guarded by itself. */
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    /** Writer and readers of a file, and how many stores use them. */
    private static final class Shared {
        final SqliteFile file;
        final SqliteWriter writer;
        final SqliteReaders readers;
        /** For {@link #readBack}, so that nobody else's long question comes before it. */
        final SqliteReaders readersBack;

        int users;

        Shared(SqliteFile file) {
            this.file = file;
            writer = new SqliteWriter(file);
            readers = new SqliteReaders(file, READERS);
            readersBack = new SqliteReaders(file, 1);
        }
    }

    private final Shared shared;
    private final Probe probe;
    private final InstantSource clock;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteDatabase(Shared shared, Probe probe, InstantSource clock) {
        this.shared = shared;
        this.probe = probe;
        this.clock = clock;
    }

    static SqliteDatabase open(Path path, Probe probe, InstantSource clock) {
        SqliteFile file = SqliteFile.at(path);
        synchronized (OPEN) {
            Shared shared = OPEN.computeIfAbsent(file.path(), unused -> new Shared(file));
            shared.users++;
            return new SqliteDatabase(shared, probe, clock);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        requireOpen();
        return shared.readers.read(work, probe);
    }

    @Override
    public <T extends @Nullable Object> T steered(Work<T> work) {
        return read(work);
    }

    @Override
    public <T extends @Nullable Object> T readBack(Work<T> work) {
        requireOpen();
        return shared.readersBack.read(work, probe);
    }

    @Override
    public <T extends @Nullable Object> T each(Work<T> work) {
        return write(work);
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        requireOpen();
        return shared.writer.write(work, probe);
    }

    @Override
    public <T extends @Nullable Object> T join(Connection transaction, Work<T> work) {
        try {
            Session session = Session.passing(transaction, Dialect.SQLITE, probe);
            session.control(BECOME_WRITER);
            return work.run(session);
        } catch (SQLException e) {
            throw Faults.of(Dialect.SQLITE, description(), e);
        }
    }

    /** Processes that share a file share a machine and its clock. */
    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public String description() {
        return shared.file.description();
    }

    @Override
    public void migrate() {
        requireOpen();
        shared.writer.alone(
                session -> {
                    if (!Schema.isCurrent(session, description())) {
                        Schema.migrate(Dialect.SQLITE, new OpenedConnections(shared.file::connect), description());
                        Schema.isCurrent(session, description());
                    }
                    return true;
                },
                probe);
    }

    SqliteWriter writer() {
        return shared.writer;
    }

    SqliteFile file() {
        return shared.file;
    }

    /** Copies the file while it is in use; the copy appears under its name when it is complete and on the disk. */
    void backup(Path target) {
        Path whole = target.toAbsolutePath().normalize();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        if (Files.exists(whole)) {
            throw new StoreException("backup: expected a new file, got " + whole + ", which exists", false, null);
        }
        try {
            Files.deleteIfExists(part);
            shared.readers.read(session -> session.update(COPY, part.toString()), probe);
            try (FileChannel copy = FileChannel.open(part, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("backup to " + whole + " failed: " + e, false, e);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StoreException(description() + ": the store is closed", false, null);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        synchronized (OPEN) {
            if (--shared.users > 0) {
                return;
            }
            OPEN.remove(shared.file.path());
            try {
                shared.readers.close();
                shared.readersBack.close();
            } catch (SQLException e) {
                LOG.warn("{} did not close cleanly; nothing is lost", description(), e);
            }
            shared.writer.close();
        }
    }
}
