package io.carillon.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether a drain stays as fast while an old snapshot keeps the database from cleaning up, or nobody cleans up. */
final class SnapshotCase implements Case {
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
        return "a drain behind an old snapshot, and without autovacuum (PostgreSQL)";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            if (server.kind() == Kind.POSTGRES) {
                trials.add(new DrainOnTrial(server, "as usual", setting.seconds(), (engine, place) -> {}));
                trials.add(new DrainOnTrial(server, "autovacuum off", setting.seconds(), (engine, place) -> {
                    engine.enqueue(Work.plain(-1, Work.USUAL_BYTES));
                    place.execute(List.of(STOP_AUTOVACUUM));
                }));
                trials.add(new Held(server, setting.seconds()));
            }
        }
        return trials;
    }

    /** Another session reads in one long transaction. */
    private static final class Held implements Trial {
        private final DrainOnTrial drain;
        private final List<Connection> readers = new ArrayList<>();

        Held(Server server, double seconds) {
            drain = new DrainOnTrial(server, "old snapshot", seconds, (engine, place) -> {
                engine.enqueue(Work.plain(-1, Work.USUAL_BYTES));
                readers.add(hold(place));
            });
        }

        private static Connection hold(Place place) throws SQLException {
            Connection reader = place.connect();
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = reader.createStatement()) {
                // The first statement takes the snapshot.
                statement.execute("select count(*) from pg_class");
            }
            return reader;
        }

        @Override
        public String subject() {
            return drain.subject();
        }

        @Override
        public String variant() {
            return drain.variant();
        }

        @Override
        public void warmUp() throws Exception {
            drain.warmUp();
        }

        @Override
        public List<Value> run() throws Exception {
            return drain.run();
        }

        @Override
        public void end() throws Exception {
            for (Connection reader : readers) {
                reader.rollback();
                reader.close();
            }
            drain.end();
        }
    }
}
