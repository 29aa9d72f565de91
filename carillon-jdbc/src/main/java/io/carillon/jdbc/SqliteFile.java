package io.carillon.jdbc;

import io.carillon.spi.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** A database file: whether it may be used, and connections to it. */
final class SqliteFile {
    /** SQLite relies on the locks and the shared memory of a local file system; on these, two machines corrupt a file. */
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "9p",
            "ceph",
            "glusterfs",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.s3fs",
            "davfs",
            "ncpfs",
            "lustre",
            "beegfs");

    private static final int BUSY_MILLIS = 5_000;

    private static final List<String> WRITING = List.of(
            "pragma journal_mode = wal",
            "pragma synchronous = full",
            "pragma wal_autocheckpoint = 4000",
            "pragma journal_size_limit = 67108864");

    private final Path path;

    private SqliteFile(Path path) {
        this.path = path;
    }

    /**
     * Makes the folder where it is missing, and looks whether the file may be used.
     *
     * @throws StoreException with the reason when it may not
     */
    static SqliteFile at(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (path.toString().indexOf('?') >= 0) {
            throw refused(path, "a name without '?', which SQLite would read as the start of options");
        }
        Path folder = path.getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw refused(path, "the name of a file, got a folder");
        }
        try {
            Files.createDirectories(folder);
            Path real = folder.toRealPath().resolve(path.getFileName());
            requireLocal(real);
            requireWritable(real, folder);
            return new SqliteFile(Files.exists(real) ? real.toRealPath() : real);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    describe(path) + ": expected a folder, but " + e.getFile() + " is a file; name another folder",
                    false,
                    e);
        } catch (IOException e) {
            throw new StoreException(describe(path) + ": the folder cannot be used: " + e, false, e);
        }
    }

    private static void requireLocal(Path path) throws IOException {
        Path folder = path.getParent();
        String type = Files.getFileStore(folder == null ? path : folder).type();
        if (isNetwork(type)) {
            throw refused(
                    path,
                    "a file on a local disk, got one on " + type + ", where SQLite's locks do not hold; use a local"
                            + " folder, or PostgreSQL for several machines");
        }
    }

    /** Whether a file system of this type, as the system names it, is shared over a network. */
    static boolean isNetwork(String type) {
        return NETWORK.contains(type.toLowerCase(Locale.ROOT));
    }

    private static void requireWritable(Path path, Path folder) {
        if (!Files.isWritable(folder)) {
            throw refused(path, "a folder this user may write to; SQLite keeps a log beside the file");
        }
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw refused(path, "a file this user may write to");
        }
    }

    private static StoreException refused(Path path, String expected) {
        return new StoreException(describe(path) + ": expected " + expected, false, null);
    }

    private static String describe(Path path) {
        return "sqlite " + path;
    }

    Path path() {
        return path;
    }

    /** A file beside this one. */
    Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    String description() {
        return describe(path);
    }

    /** Opens a connection that writes: by a log ahead, safe against a loss of power with each commit. */
    Connection connect() throws SQLException {
        return connect(WRITING);
    }

    /** Opens a connection that reads, whoever writes meanwhile. */
    Connection connectToRead() throws SQLException {
        return connect(List.of());
    }

    private Connection connect(List<String> more) throws SQLException {
        Properties options = new Properties();
        options.setProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path, options);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma temp_store = memory");
            statement.execute("pragma cache_size = -32000");
            for (String pragma : more) {
                statement.execute(pragma);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
