package io.carillon.examples.docs;

import static org.junit.jupiter.api.Assertions.fail;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * What came of a block.
 *
 * @param trouble why it does not do what its page says; null when it does
 */
record Outcome(Snippet snippet, @Nullable String trouble) {
    /** The outcome as a test that points an editor to the block. */
    DynamicTest test() {
        return DynamicTest.dynamicTest(snippet.toString(), () -> {
            if (trouble != null) {
                fail(snippet.place() + "\n" + trouble);
            }
        });
    }
}
