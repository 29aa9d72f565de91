package io.carillon.memory;

import io.carillon.spi.Store;
import io.carillon.test.StoreConformance;

class InMemoryStoreTest extends StoreConformance {
    @Override
    protected Store open() {
        return new InMemoryStore();
    }
}
