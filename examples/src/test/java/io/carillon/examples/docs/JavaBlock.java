package io.carillon.examples.docs;

import io.carillon.Scheduler;

/**
 * What a Java block of a page becomes: its statements are the body of {@link #run}, its types are members. Each block
 * extends the one before it, so that it sees the types and variables of the blocks above it, and may declare them anew.
 */
abstract class JavaBlock {
    /** For blocks that use a scheduler and none of the blocks so far has declared one. */
    static Scheduler scheduler;

    abstract void run() throws Exception;
}
