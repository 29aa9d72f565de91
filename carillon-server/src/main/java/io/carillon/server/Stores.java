package io.carillon.server;

import io.carillon.jdbc.JdbcStore;
import io.carillon.server.ServerSettings.StoreSettings;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.util.function.Consumer;

/** Opens the store that the settings name. */
public final class Stores {
    private static final long RETRY_MILLIS = 500;
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private Stores() {}

    /**
     * Opens the store and brings its schema up to date; waits a while for one that does not answer.
     *
     * @throws StoreException when it does not answer in time, or refuses: another program's or user's, no permission
     */
    public static Store open(StoreSettings settings, Consumer<String> say) throws InterruptedException {
        long start = System.nanoTime();
        long nextWord = 0;
        while (true) {
            try {
                return connect(settings);
            } catch (StoreException e) {
                long waited = System.nanoTime() - start;
                if (!e.isTransient() || waited >= settings.patience().toNanos()) {
                    throw e;
                }
                if (waited >= nextWord) {
                    nextWord = waited + SAY_EVERY.toNanos();
                    say.accept(
                            "waiting for the store (" + Duration.ofNanos(waited).toSeconds() + " of "
                                    + settings.patience().toSeconds() + " s): " + e.getMessage());
                }
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }

    private static Store connect(StoreSettings settings) {
        Store store = JdbcStore.open(settings.effectiveUrl(), settings.username(), settings.password());
        try {
            store.migrate();
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
