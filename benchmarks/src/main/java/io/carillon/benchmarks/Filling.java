package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Puts many jobs in before something is measured. */
final class Filling {
    private static final int BATCH = 1_000;

    private Filling() {}

    /** Enqueues so many, numbered from 1. */
    static void fill(Engine engine, int count, LongFunction<Work> work) throws Exception {
        List<Work> batch = new ArrayList<>(BATCH);
        for (int number = 1; number <= count; number++) {
            batch.add(work.apply(number));
            if (batch.size() == BATCH || number == count) {
                engine.enqueueAll(batch);
                batch.clear();
            }
        }
    }

    /** The same with jobs that are like all others. */
    static void fill(Engine engine, int count) throws Exception {
        fill(engine, count, number -> Work.plain(number, Work.USUAL_BYTES));
    }
}
