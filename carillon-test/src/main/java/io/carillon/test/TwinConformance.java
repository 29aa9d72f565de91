package io.carillon.test;

import io.carillon.memory.InMemoryStore;
import io.carillon.spi.Store;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Call by call, a store answers as the specification does. */
abstract class TwinConformance extends StorePart {
    private static final int RUNS = 10;

    TwinConformance(StoreConformance kit) {
        super(kit);
    }

    @Test
    void whatever_is_asked_the_answer_is_that_of_the_specification() {
        long seed = Seeds.next();
        Random runs = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            try (Store tested = kit.open();
                    Store specification = new InMemoryStore()) {
                Twins twins = new Twins(tested, specification, Seeds.replay(seed) + ", run " + run);
                new TwinRun(twins, runs.nextLong()).run(Math.max(1, kit.operations() / RUNS));
            }
        }
    }
}
