package io.carillon.benchmarks;

/**
 * What has to be done even when the measurement is broken off, by Ctrl-C for instance: until it is closed, the process
 * does not end without it.
 */
final class AtExit implements AutoCloseable {
    private static volatile boolean begun;

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    /** @param step is taken on a thread of its own, beside others */
    static AtExit call(Runnable step) {
        Thread hook = new Thread(() -> {
            begun = true;
            step.run();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtExit(hook);
    }

    /** Whether the process is about to end: whatever fails now fails because of that. */
    static boolean hasBegun() {
        return begun;
    }

    /** It was done otherwise. */
    @Override
    public void close() {
        if (!begun) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The end began this moment.
                begun = true;
            }
        }
    }
}
