package io.carillon.web;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A question to the store that may hang. At most one is under way, however many ask, so that a store that hangs does not
 * collect waiting threads; whoever asks meanwhile gets its answer too. Thread-safe.
 */
final class Inquiry<T> implements AutoCloseable {
    private final Callable<T> question;
    private final Duration patience;
    private final ExecutorService asker;
    private @Nullable Future<T> underWay;

    /**
     * @param thread name of the thread that asks
     * @param patience how long the answer may take
     */
    Inquiry(String thread, Duration patience, Callable<T> question) {
        this.question = question;
        this.patience = patience;
        this.asker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(thread).factory());
    }

    /**
     * Asks, or waits for who asks already.
     *
     * @throws TimeoutException when there is no answer in time
     * @throws ExecutionException with what the question threw
     */
    T answer() throws InterruptedException, TimeoutException, ExecutionException {
        return ask().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized Future<T> ask() {
        Future<T> last = underWay;
        if (last == null || last.isDone()) {
            last = asker.submit(question);
            underWay = last;
        }
        return last;
    }

    @Override
    public void close() {
        asker.shutdownNow();
    }
}
