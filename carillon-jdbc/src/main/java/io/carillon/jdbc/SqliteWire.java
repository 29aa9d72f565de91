package io.carillon.jdbc;

import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints between processes that share a file: rows of a table, and a touch of a file beside it, of which the system tells
 * whoever watches. The touch comes after the commit, so that whoever hears of it finds the rows. Hints of a caller's own
 * transaction have no touch; the write-ahead log grows just before they can be seen, so it is looked at again a little
 * later. Where the system cannot tell, the table is looked at many times a second.
 *
 * <p>Each page that is written is an event, and telling of it costs the writer nearly as much as the page. So who has heard
 * of one watches nothing for a few milliseconds, and looks again after that.
 */
final class SqliteWire implements SignalHub.Wire {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWire.class);
    private static final String EVERYBODY = "";
    private static final int KEPT = 5_000;
    private static final long AGAIN_MILLIS = 5;
    private static final long AGAIN_TIMES = 4;
    private static final long POLL_MILLIS = 25;
    private static final long DEAF_MILLIS = 2;

    private static final Sql ADD = Sql.of(
            "signals.add",
            "insert into carillon_signal (origin, kind, name) select ?, e.kind, e.name from {e: kind text, name text}");

    private static final Sql TRIM = Sql.of(
            "signals.trim",
            "delete from carillon_signal where seq <= (select max(seq) from carillon_signal) - " + KEPT);

    private static final Sql LAST = Sql.of("signals.last", "select coalesce(max(seq), 0) from carillon_signal");

    private static final Sql NEW =
            Sql.of("signals.new", "select seq, origin, kind, name from carillon_signal where seq > ? order by seq");

    private record Hint(long seq, String origin, String kind, String name) {}

    private final Database database;
    private final Path log;
    private final Path bell;
    private final String origin = UUID.randomUUID().toString();
    private final FileChannel bellChannel;
    private @Nullable WatchService watch;
    private long seen;
    private volatile boolean closed;

    SqliteWire(Database database, SqliteFile file) {
        this.database = database;
        log = file.beside("-wal");
        bell = file.beside("-signal");
        try {
            bellChannel = FileChannel.open(bell, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException(bell + ": cannot be written: " + e, false, e);
        }
    }

    @Override
    public void send(List<Signal> signals) {
        database.write(session -> add(session, origin, signals));
        try {
            bellChannel.write(ByteBuffer.allocate(1), 0);
        } catch (IOException e) {
            LOG.debug("{} cannot be touched; the other processes find out later", bell, e);
        }
    }

    @Override
    public @Nullable String message(Signal signal) {
        return null;
    }

    @Override
    public void send(Session transaction, List<Signal> signals) throws SQLException {
        if (!signals.isEmpty()) {
            add(transaction, EVERYBODY, signals);
        }
    }

    private static int add(Session session, String origin, List<Signal> signals) throws SQLException {
        Rows rows = new Rows(signals.size());
        signals.forEach(signal -> rows.add(signal.kind().name(), signal.name()));
        session.update(TRIM);
        return session.update(ADD, origin, rows);
    }

    @Override
    public void open(Consumer<Signal> receiver) {
        try {
            Long last = database.read(session -> session.first(LAST, Row::number));
            seen = last == null ? 0 : last;
            watch = watch();
        } catch (StoreException e) {
            LOG.debug("the hints so far cannot be read; all of them are news", e);
        }
        WatchService watching = watch;
        Thread.ofPlatform()
                .daemon()
                .name("carillon-sqlite-watch")
                .start(watching == null ? () -> poll(receiver) : () -> follow(watching, receiver));
    }

    /** Watches the folder; null where the system is known to be slow to tell or refuses. */
    private @Nullable WatchService watch() {
        Path folder = log.getParent();
        if (folder == null
                || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        try {
            WatchService service = FileSystems.getDefault().newWatchService();
            watch(folder, service);
            return service;
        } catch (IOException e) {
            LOG.info(
                    "{} cannot be watched ({}); looking at it {} times a second",
                    folder,
                    e.getMessage(),
                    1_000 / POLL_MILLIS);
            return null;
        }
    }

    private static void watch(Path folder, WatchService service) throws IOException {
        folder.register(service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
    }

    private void follow(WatchService watching, Consumer<Signal> receiver) {
        long again = 0;
        try {
            while (!closed) {
                WatchKey key = again > 0 ? watching.poll(AGAIN_MILLIS, TimeUnit.MILLISECONDS) : watching.take();
                boolean touched = key != null && concernsUs(key);
                again = touched ? AGAIN_TIMES : Math.max(0, again - 1);
                if (touched || key == null) {
                    look(receiver);
                }
                if (key != null && touched && key.watchable() instanceof Path folder) {
                    key.cancel();
                    TimeUnit.MILLISECONDS.sleep(DEAF_MILLIS);
                    watch(folder, watching);
                    look(receiver);
                } else if (key != null) {
                    // A pause before asking for more, in which the events of a busy process become one.
                    TimeUnit.MILLISECONDS.sleep(1);
                    key.reset();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.trace("closed", e);
        } catch (IOException e) {
            LOG.info("{} cannot be watched any more ({}); looking at it often", log, e.getMessage());
            poll(receiver);
        }
    }

    private boolean concernsUs(WatchKey key) {
        boolean touched = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            touched |= event.context() == null
                    || (event.context() instanceof Path name
                            && (name.equals(log.getFileName()) || name.equals(bell.getFileName())));
        }
        return touched;
    }

    private void poll(Consumer<Signal> receiver) {
        try {
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                look(receiver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Consumer<Signal> receiver) {
        try {
            List<Hint> hints = database.read(session ->
                    session.list(NEW, row -> new Hint(row.number(), row.text(), row.text(), row.text()), seen));
            for (Hint hint : hints) {
                seen = hint.seq();
                if (!hint.origin().equals(origin)) {
                    receiver.accept(new Signal(Signal.Kind.valueOf(hint.kind()), hint.name()));
                }
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("a hint of a kind that another version knows", e);
        } catch (StoreException e) {
            LOG.debug("hints cannot be read now", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try (FileChannel bellToClose = bellChannel;
                WatchService watchToClose = watch) {
            LOG.trace("closing {}", bell);
        } catch (IOException e) {
            LOG.debug("{} did not close cleanly", bell, e);
        }
    }
}
