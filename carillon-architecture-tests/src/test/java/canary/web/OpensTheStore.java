package canary.web;

import canary.spi.Store;

final class OpensTheStore {
    void prune(Store store) {
        store.jobs().prune();
    }
}
