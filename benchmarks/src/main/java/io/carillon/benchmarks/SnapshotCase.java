package io.carillon.benchmarks;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import io.carillon.benchmarks.Subject.Options;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a drain stays as fast while an old snapshot keeps the database from cleaning up, or nobody cleans up. What is
 * left lying grows with each job, so every run has the same number of them.
 */
final class SnapshotCase implements Case {
    private static final int JOBS = 1_000_000;

    private static final String STOP_AUTOVACUUM = """
            do $$ declare t text; begin
                for t in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' loop
                    execute 'alter table ' || t || ' set (autovacuum_enabled = off)';
                end loop;
            end $$
            """;

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String about() {
        return "a drain of a million jobs behind an old snapshot, and without autovacuum (PostgreSQL)";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            if (server.kind() == Kind.POSTGRES) {
                int jobs = setting.count(JOBS);
                trials.add(new HeldBackTrial(server, "as usual", jobs, place -> () -> {}));
                trials.add(new HeldBackTrial(server, "autovacuum off", jobs, place -> {
                    place.execute(List.of(STOP_AUTOVACUUM));
                    return () -> {};
                }));
                trials.add(new HeldBackTrial(server, "old snapshot", jobs, SnapshotCase::hold));
            }
        }
        return trials;
    }

    /** Another session reads in one long transaction. */
    private static AutoCloseable hold(Place place) throws SQLException {
        Connection reader = place.connect();
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = reader.createStatement()) {
            // The first statement takes the snapshot.
            statement.execute("select count(*) from pg_class");
        }
        return reader;
    }

    /** What holds a database back until it is closed. */
    @FunctionalInterface
    private interface Hold {
        AutoCloseable on(Place place) throws SQLException;
    }

    private record HeldBackTrial(Server server, String words, int jobs, Hold hold) implements Trial {
        private static final int SLOTS = 500;
        /** As many are enough to compile what a drain runs. */
        private static final int MOST_TO_WARM_UP = 100_000;

        private static final long PATIENCE_MINUTES = 30;

        @Override
        public String subject() {
            return CarillonSubject.NAME;
        }

        @Override
        public String variant() {
            return String.format(Locale.ROOT, "%s %,d jobs, %s", server.kind().word(), jobs, words);
        }

        @Override
        public void warmUp() throws Exception {
            drain(Math.min(jobs, MOST_TO_WARM_UP));
        }

        @Override
        public List<Value> run() throws Exception {
            return drain(jobs);
        }

        private List<Value> drain(int count) throws Exception {
            try (Place place = server.place();
                    CarillonEngine engine = new CarillonSubject().open(place, Options.tuned(SLOTS))) {
                // The tables come with the first job.
                engine.enqueue(Work.plain(0, Work.USUAL_BYTES));
                try (AutoCloseable held = hold.on(place)) {
                    Filling.fill(engine, count);
                    CountDownLatch left = new CountDownLatch(count + 1);
                    Meter meter = Meter.start(place, engine);
                    engine.start((number, due) -> left.countDown());
                    if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                        throw new IllegalStateException(left.getCount() + " of " + count + " jobs did not run");
                    }
                    engine.close();
                    return meter.perJob(count);
                }
            }
        }
    }
}
