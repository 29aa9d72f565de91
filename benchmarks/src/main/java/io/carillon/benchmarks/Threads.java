package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads of a user's, who asks many things at once. */
final class Threads {
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private Threads() {}

    /** Runs a step on so many platform threads at once and waits for all; the first failure is thrown. */
    static void run(int threads, Step step) throws Exception {
        if (threads == 1) {
            step.run();
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(() -> {
                    step.run();
                    return true;
                });
            }
            for (Future<Boolean> done : pool.invokeAll(all)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
