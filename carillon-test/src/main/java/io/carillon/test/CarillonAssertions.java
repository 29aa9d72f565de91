package io.carillon.test;

import io.carillon.Job;
import org.jspecify.annotations.Nullable;

/** Where assertions begin: {@code assertThat(job).isCompleted()}. Goes well beside AssertJ's own. */
public final class CarillonAssertions {
    private CarillonAssertions() {}

    public static JobAssert assertThat(@Nullable Job job) {
        return new JobAssert(job);
    }
}
