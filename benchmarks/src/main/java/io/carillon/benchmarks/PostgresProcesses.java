package io.carillon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The server's processes on this machine: the postmaster and its children, by what Linux tells of them. */
final class PostgresProcesses {
    private static final Path PROC = Path.of("/proc");
    /** What Linux counts in, on every machine it tells processes about: 100 a second. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;

    private final long postmaster;

    private PostgresProcesses(long postmaster) {
        this.postmaster = postmaster;
    }

    /** Of the server behind a connection. */
    static PostgresProcesses of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            Optional<ProcessHandle> backend = ProcessHandle.of(row.getLong(1)).filter(PostgresProcesses::isPostgres);
            return new PostgresProcesses(backend.flatMap(ProcessHandle::parent)
                    .map(ProcessHandle::pid)
                    .orElse(-1L));
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        try {
            return Files.readString(PROC.resolve(process.pid() + "/comm")).startsWith("postgres");
        } catch (IOException e) {
            return false;
        }
    }

    /** CPU time used since the server began, that of ended processes included; NaN when it is not on this machine. */
    double cpuNanos() {
        if (postmaster < 0) {
            return Double.NaN;
        }
        // The postmaster's own time counts its ended children, too.
        long ticks = ticks(postmaster, CHILDREN_STIME);
        for (ProcessHandle child : ProcessHandle.of(postmaster).stream()
                .flatMap(ProcessHandle::children)
                .toList()) {
            ticks += ticks(child.pid(), UTIME + 1);
        }
        return (double) ticks * NANOS_PER_TICK;
    }

    /** Sum of the fields from user time to {@code last}; none of a process that has just ended. */
    private static long ticks(long pid, int last) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            // The name, in brackets, may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long sum = 0;
            for (int i = UTIME; i <= last; i++) {
                sum += Long.parseLong(fields[i]);
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }
}
