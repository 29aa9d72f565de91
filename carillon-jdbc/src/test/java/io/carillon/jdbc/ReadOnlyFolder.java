package io.carillon.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder nobody may write to: by its permissions, or for root, whom those do not stop, by a read-only mount. */
record ReadOnlyFolder(Path path, boolean mounted) implements AutoCloseable {
    static ReadOnlyFolder in(Path parent) throws IOException, InterruptedException {
        Path path = Files.createDirectory(parent.resolve("read-only"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
        boolean mounted =
                Files.isWritable(path) && run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", path.toString());
        if (Files.isWritable(path)) {
            throw new IllegalStateException("run the tests as a user, or as a root who may mount");
        }
        return new ReadOnlyFolder(path, mounted);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", path.toString());
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
