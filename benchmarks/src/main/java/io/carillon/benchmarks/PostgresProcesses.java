package io.carillon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** The server's processes on this machine: the postmaster and its children, by what Linux tells of them. */
final class PostgresProcesses {
    private static final Path PROC = Path.of("/proc");
    /** What Linux counts in, on every machine it tells processes about: 100 a second. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int TIMES = 4;
    /** Of the four times, where those of ended children begin. */
    private static final int ENDED = 2;

    private static final int MOST_ATTEMPTS = 100;

    private final long postmaster;
    private final Table table = new Linux();

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
        return postmaster < 0 ? Double.NaN : (double) ticks(postmaster, table) * NANOS_PER_TICK;
    }

    /**
     * Time of a process and of its children, the ended ones included. A child that ends is at some moment counted with
     * its parent instead of by itself, so that a sum is only right if meanwhile nobody changed sides.
     */
    static long ticks(long parent, Table table) {
        long sum = 0;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long[] own = table.times(parent);
            sum = sum(own, 0, TIMES);
            boolean complete = true;
            for (long child : table.children(parent)) {
                long[] times = table.times(child);
                complete &= times.length > 0;
                sum += sum(times, 0, ENDED);
            }
            if (complete && sum(table.times(parent), ENDED, TIMES) == sum(own, ENDED, TIMES)) {
                return sum;
            }
        }
        // Somebody comes and goes all the time; it cannot be known better.
        return sum;
    }

    private static long sum(long[] times, int from, int to) {
        long sum = 0;
        for (int i = from; i < Math.min(to, times.length); i++) {
            sum += times[i];
        }
        return sum;
    }

    /** The processes of this machine. */
    interface Table {
        List<Long> children(long pid);

        /** In ticks: its user and system time, then those of its ended children; nothing of a process that is gone. */
        long[] times(long pid);
    }

    private static final class Linux implements Table {
        private static final int USER_TIME = 11;

        @Override
        public List<Long> children(long pid) {
            return ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .toList();
        }

        @Override
        public long[] times(long pid) {
            try {
                String stat = Files.readString(PROC.resolve(pid + "/stat"));
                // The name, in brackets, may hold blanks.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                long[] times = new long[TIMES];
                for (int i = 0; i < TIMES; i++) {
                    times[i] = Long.parseLong(fields[USER_TIME + i]);
                }
                return times;
            } catch (IOException e) {
                return new long[0];
            }
        }
    }
}
