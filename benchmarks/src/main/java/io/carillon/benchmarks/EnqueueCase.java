package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** How fast jobs are accepted, each durable when the call returns; nobody works on them. */
final class EnqueueCase implements Case {
    private static final int BATCH = 1_000;
    private static final int MANY = 8;

    /** How it is called. */
    enum Way {
        ONE("1 thread", 1),
        EIGHT(MANY + " threads", MANY),
        BULK("bulk of " + BATCH, 1),
        TRANSACTION("in a transaction", 1);

        private final String words;
        private final int threads;

        Way(String words, int threads) {
            this.words = words;
            this.threads = threads;
        }
    }

    @Override
    public String name() {
        return "enqueue";
    }

    @Override
    public String about() {
        return "accepts jobs: one by one, from many threads, in bulk, inside the user's transaction";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                if (setting.quick() && !(subject instanceof CarillonSubject)) {
                    // A quick look is over in three minutes; the raw loop's drain says what the database can do.
                    continue;
                }
                for (Way way : Way.values()) {
                    if (way != Way.TRANSACTION || (ours(subject) && !setting.quick())) {
                        trials.add(new EnqueueTrial(server, subject, way, setting.seconds()));
                    }
                }
            }
        }
        return trials;
    }

    /** Peers need a container's help to join a transaction, which is not measured here; one raw loop is enough. */
    private static boolean ours(Subject subject) {
        return subject instanceof CarillonSubject || subject instanceof RawSubject;
    }

    private record EnqueueTrial(Server server, Subject on, Way way, double seconds) implements Trial {
        @Override
        public String subject() {
            return on.name();
        }

        @Override
        public String variant() {
            return server.kind().word() + " " + way.words;
        }

        @Override
        public void warmUp() throws Exception {
            measure(seconds / 4);
        }

        @Override
        public List<Value> run() throws Exception {
            return measure(seconds);
        }

        private List<Value> measure(double length) throws Exception {
            try (Place place = server.place();
                    Engine engine = on.open(place, Options.DEFAULTS)) {
                engine.enqueue(Work.plain(0, Work.USUAL_BYTES));
                AtomicLong numbers = new AtomicLong();
                Meter meter = Meter.start(place, engine);
                long end = System.nanoTime() + (long) (length * 1e9);
                Threads.run(way.threads, () -> {
                    switch (way) {
                        case ONE, EIGHT -> singly(engine, numbers, end);
                        case BULK -> inBulk(engine, numbers, end);
                        case TRANSACTION -> inTransaction(place, engine, numbers, end);
                    }
                });
                return meter.perJob(numbers.get());
            }
        }

        private static void singly(Engine engine, AtomicLong numbers, long end) throws Exception {
            while (System.nanoTime() < end) {
                engine.enqueue(Work.plain(numbers.incrementAndGet(), Work.USUAL_BYTES));
            }
        }

        private static void inBulk(Engine engine, AtomicLong numbers, long end) throws Exception {
            while (System.nanoTime() < end) {
                List<Work> batch = new ArrayList<>(BATCH);
                for (int i = 0; i < BATCH; i++) {
                    batch.add(Work.plain(numbers.incrementAndGet(), Work.USUAL_BYTES));
                }
                engine.enqueueAll(batch);
            }
        }

        private static void inTransaction(Place place, Engine engine, AtomicLong numbers, long end) throws Exception {
            try (Connection connection = Pools.connect(place)) {
                connection.setAutoCommit(false);
                while (System.nanoTime() < end) {
                    engine.enqueue(Work.plain(numbers.incrementAndGet(), Work.USUAL_BYTES), connection);
                    connection.commit();
                }
            }
        }
    }
}
