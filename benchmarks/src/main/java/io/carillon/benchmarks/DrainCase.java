package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;

/** How fast ready jobs that do nothing are worked off, history kept, every commit durable. */
final class DrainCase implements Case {
    private static final int MANY = 500;
    private static final int FEW = 10;
    private static final int MOST_NODES = 3;
    private static final int LARGE_BYTES = 1_000;

    /**
     * What differs from one variant to the next.
     *
     * @param slots most jobs at once; 0 for what a subject comes with
     */
    record Shape(String words, int slots, int bytes, boolean mixed) {
        static final Shape PLAIN = new Shape(MANY + " slots", MANY, Work.USUAL_BYTES, false);

        static final Shape DEFAULTS = new Shape("defaults", 0, Work.USUAL_BYTES, false);

        private static List<Shape> others() {
            return List.of(
                    new Shape(FEW + " slots", FEW, Work.USUAL_BYTES, false),
                    new Shape(MANY + " slots 1 kB", MANY, LARGE_BYTES, false),
                    new Shape(MANY + " slots mixed", MANY, Work.USUAL_BYTES, true));
        }

        Options options() {
            return slots == 0 ? Options.DEFAULTS : Options.tuned(slots);
        }

        Work work(long number) {
            return mixed ? Work.mixed(number, bytes) : Work.plain(number, bytes);
        }
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String about() {
        return "works off ready jobs that do nothing";
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
                trials.add(new DrainTrial(server, subject, Shape.PLAIN, setting.seconds()));
                if (!setting.quick() && !(subject instanceof RawSubject)) {
                    trials.add(new DrainTrial(server, subject, Shape.DEFAULTS, setting.seconds()));
                }
            }
            if (!setting.quick()) {
                for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
                    trials.add(new DrainNodesTrial(server, nodes, setting.seconds()));
                }
                Shape.others()
                        .forEach(shape ->
                                trials.add(new DrainTrial(server, new CarillonSubject(), shape, setting.seconds())));
            }
        }
        return trials;
    }
}
