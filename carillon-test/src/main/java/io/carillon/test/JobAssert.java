package io.carillon.test;

import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobStatus;
import java.time.Instant;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** What may be said of a job. */
public final class JobAssert extends AbstractAssert<JobAssert, Job> {
    JobAssert(@Nullable Job job) {
        super(job, JobAssert.class);
    }

    public JobAssert hasStatus(JobStatus expected) {
        isNotNull();
        if (actual.status() != expected) {
            failWithMessage("expected job %s to be %s, got %s", actual.id(), expected, describe());
        }
        return this;
    }

    public JobAssert isPending() {
        return hasStatus(JobStatus.PENDING);
    }

    public JobAssert isRunning() {
        return hasStatus(JobStatus.RUNNING);
    }

    public JobAssert isCompleted() {
        return hasStatus(JobStatus.COMPLETED);
    }

    public JobAssert isRetrying() {
        return hasStatus(JobStatus.RETRYING);
    }

    public JobAssert isFailed() {
        return hasStatus(JobStatus.FAILED);
    }

    /** Failed for good, its last error of this type. */
    public JobAssert isFailedWith(String type) {
        isFailed();
        return hasError(type);
    }

    public JobAssert isCancelled() {
        return hasStatus(JobStatus.CANCELLED);
    }

    /** Its last error is of this type: a class or a word. */
    public JobAssert hasError(String type) {
        isNotNull();
        Failure error = actual.error();
        if (error == null || !error.type().equals(type)) {
            failWithMessage("expected job %s to have an error of type %s, got %s", actual.id(), type, describe());
        }
        return this;
    }

    /** So many attempts count. */
    public JobAssert hasAttempt(int expected) {
        isNotNull();
        if (actual.attempt() != expected) {
            failWithMessage("expected job %s to be at attempt %s, got %s", actual.id(), expected, describe());
        }
        return this;
    }

    /** The handler returned this, as JSON text; null for nothing. */
    public JobAssert hasResult(@Nullable String json) {
        isNotNull();
        if (!Objects.equals(actual.result(), json)) {
            failWithMessage("expected job %s to have the result %s, got %s", actual.id(), json, actual.result());
        }
        return this;
    }

    /** It is or was due then. */
    public JobAssert isDueAt(Instant expected) {
        isNotNull();
        if (!actual.runAt().equals(expected)) {
            failWithMessage("expected job %s to be due at %s, got %s", actual.id(), expected, actual.runAt());
        }
        return this;
    }

    /** It waits although it is due, for a reason with these words. */
    public JobAssert waitsFor(String words) {
        isNotNull();
        String reason = actual.waitingFor();
        if (reason == null || !reason.contains(words)) {
            failWithMessage("expected job %s to wait for something with '%s', got %s", actual.id(), words, describe());
        }
        return this;
    }

    private String describe() {
        return "%s, attempt %d, crashes %d, due %s, error %s, waiting for %s"
                .formatted(
                        actual.status(),
                        actual.attempt(),
                        actual.crashes(),
                        actual.runAt(),
                        actual.error(),
                        actual.waitingFor());
    }
}
