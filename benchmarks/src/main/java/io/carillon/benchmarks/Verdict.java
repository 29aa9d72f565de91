package io.carillon.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says in a few lines what limits a drain on a database: CPU, commits, or something that is not seen from here. */
final class Verdict {
    private static final int COMMITS = 300;
    private static final int OF_A_NODE = 12;
    /** Some are kept for administrators. */
    private static final String ALLOWED = "select current_setting('max_connections')::bigint"
            + " - current_setting('superuser_reserved_connections')::bigint";

    private static final String CLIENTS = "datid is not null and usesysid is not null";
    /** Beyond this share of all cores more work cannot be expected. */
    private static final double BUSY = 0.8;

    private final List<Measurement> measurements;
    private final int cores;

    /** @param measurements of the drain, at least */
    Verdict(List<Measurement> measurements, int cores) {
        this.measurements = measurements;
        this.cores = cores;
    }

    /** Measures what a commit takes there and compares. */
    List<String> of(Server server) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Place place = server.place()) {
            double[] commits = commitMillis(place);
            double median = Measurement.percentile(commits, 0.5);
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: a commit takes %.2f ms (median of %d; p99 %.2f ms), so that one connection makes at most %,.0f a second",
                    server.kind().word(),
                    median,
                    COMMITS,
                    Measurement.percentile(commits, 0.99),
                    1_000 / median));
            if (server.kind() == Kind.POSTGRES) {
                lines.add(connections(
                        place.number(ALLOWED), place.number("select count(*) from pg_stat_activity where " + CLIENTS)));
            }
        }
        limit(server.kind()).ifPresent(lines::add);
        return lines;
    }

    /**
     * What there is room for.
     *
     * @param used those of all clients, the measuring one's included
     */
    static String connections(long allowed, long used) {
        long nodes = Math.max(0, allowed - used) / OF_A_NODE;
        String room = nodes == 0
                ? "connections are the limit: there is no room for a node that holds all it may; raise max_connections"
                : "there is room for " + nodes + (nodes == 1 ? " node" : " nodes");
        return String.format(
                Locale.ROOT,
                "postgres: %,d of %,d connections are taken; a node of Carillon holds at most %d: %s",
                used,
                allowed,
                OF_A_NODE,
                room);
    }

    private static double[] commitMillis(Place place) throws SQLException {
        try (Connection connection = Pools.connect(place)) {
            try (PreparedStatement create = connection.prepareStatement("create table commits (n integer)")) {
                create.execute();
            }
            double[] millis = new double[COMMITS];
            try (PreparedStatement insert = connection.prepareStatement("insert into commits values (?)")) {
                for (int i = 0; i < COMMITS; i++) {
                    long begin = System.nanoTime();
                    insert.setInt(1, i);
                    insert.executeUpdate();
                    millis[i] = (System.nanoTime() - begin) / 1e6;
                }
            }
            return millis;
        }
    }

    /** What the drain of 500 slots was waiting for. */
    Optional<String> limit(Kind kind) {
        OptionalDouble rate = figure(kind, "rate");
        OptionalDouble client = figure(kind, "client_cpu");
        if (rate.isEmpty() || client.isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble database = figure(kind, "database_cpu");
        double perJob = client.getAsDouble() + database.orElse(0);
        double busy = perJob * rate.getAsDouble() / 1e6 / cores;
        String used = String.format(
                Locale.ROOT,
                "%s: a drain of %,.0f jobs/s used %.0f %% of %d cores (%.1f µs of the client%s a job)",
                kind.word(),
                rate.getAsDouble(),
                100 * busy,
                cores,
                client.getAsDouble(),
                database.isPresent()
                        ? String.format(Locale.ROOT, " and %.1f µs of the database", database.getAsDouble())
                        : "");
        return Optional.of(used + ": " + why(kind, busy, database.isPresent()));
    }

    private static String why(Kind kind, double busy, boolean databaseSeen) {
        if (busy >= BUSY) {
            return "CPU is the limit; more or faster cores help, and so does a database on a machine of its own";
        }
        if (kind == Kind.POSTGRES && !databaseSeen) {
            return "the limit is the database or the way to it, whose CPU is not seen from here";
        }
        return "waiting is the limit, for commits above all; a faster disk helps, or other work that has the machine";
    }

    private OptionalDouble figure(Kind kind, String metric) {
        return measurements.stream()
                .filter(m -> m.benchmark().equals("drain")
                        && m.subject().equals(CarillonSubject.NAME)
                        && m.variant().startsWith(kind.word() + " ")
                        && m.metric().equals(metric))
                .mapToDouble(Measurement::value)
                .findFirst();
    }
}
