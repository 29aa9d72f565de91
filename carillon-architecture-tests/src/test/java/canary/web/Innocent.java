package canary.web;

import canary.spi.Store;
import java.time.Instant;

/** Does what is allowed next door to what is not, and must never be named. */
final class Innocent {
    String describe(Store store) {
        return store.description() + Instant.now();
    }
}
