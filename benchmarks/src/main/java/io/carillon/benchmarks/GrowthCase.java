package io.carillon.benchmarks;

import io.carillon.benchmarks.CarillonSubject.CarillonEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a drain stays as fast when the database holds many other jobs. */
final class GrowthCase implements Case {
    private static final int MILLION = 1_000_000;
    private static final int BATCH = 10_000;
    private static final long DAY_SECONDS = 86_400;
    private static final long PATIENCE_MINUTES = 60;

    /** What is there besides. */
    enum Ballast {
        NOTHING("nothing else"),
        FUTURE("future jobs"),
        OTHER_QUEUE("jobs of a paused queue"),
        FINISHED("finished jobs");

        private final String words;

        Ballast(String words) {
            this.words = words;
        }
    }

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String about() {
        return "a drain beside a million and ten million other jobs";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            trials.add(trial(server, setting, Ballast.NOTHING, 0));
            trials.add(trial(server, setting, Ballast.FUTURE, MILLION));
            if (!setting.quick()) {
                trials.add(trial(server, setting, Ballast.FINISHED, MILLION));
                trials.add(trial(server, setting, Ballast.OTHER_QUEUE, MILLION));
                trials.add(trial(server, setting, Ballast.FUTURE, 10 * MILLION));
                trials.add(trial(server, setting, Ballast.FINISHED, 10 * MILLION));
                trials.add(trial(server, setting, Ballast.OTHER_QUEUE, 10 * MILLION));
            }
        }
        return trials;
    }

    private static Trial trial(Server server, Setting setting, Ballast ballast, int full) {
        int count = full == 0 ? 0 : setting.count(full);
        String words = ballast == Ballast.NOTHING
                ? ballast.words
                : String.format(Locale.ROOT, "+ %,d %s", count, ballast.words);
        return new DrainOnTrial(server, words, setting.seconds(), (engine, place) -> {
            if (count >= MILLION) {
                setting.remarks()
                        .accept("growth: " + words + " are loaded, once for all runs; minutes for each million");
            }
            load(engine, ballast, count);
            place.calm();
        });
    }

    private static void load(CarillonEngine engine, Ballast ballast, int count) throws Exception {
        if (ballast == Ballast.OTHER_QUEUE) {
            engine.scheduler().pauseQueue("other", "ballast", null);
        }
        // Numbers below zero are nobody else's.
        List<Work> batch = new ArrayList<>(BATCH);
        for (int i = 1; i <= count; i++) {
            Work plain = Work.plain(-i, Work.USUAL_BYTES);
            batch.add(
                    switch (ballast) {
                        case FUTURE -> plain.after(DAY_SECONDS);
                        case OTHER_QUEUE -> new Work(plain.payload(), plain.priority(), "other", null, 0);
                        case NOTHING, FINISHED -> plain;
                    });
            if (batch.size() == BATCH || i == count) {
                engine.enqueueAll(batch);
                batch.clear();
            }
        }
        if (ballast == Ballast.FINISHED) {
            CountDownLatch left = new CountDownLatch(count);
            engine.start((number, due) -> left.countDown());
            if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(left.getCount() + " of " + count + " jobs did not run");
            }
        }
    }
}
