package io.carillon.internal;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest.Accepted;
import io.carillon.JobStatus;
import io.carillon.Page;
import io.carillon.QueueFullException;
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What users do to jobs: store them, find them by the three kinds of id, cancel and retry them. Thread-safe.
 *
 * <p>A text names the job of that id; else the newest job with that unique key, which is what a task's {@code id()} is;
 * else the newest job of the schedule of that name.
 */
final class JobBook {
    /** Most jobs of one commit: long batches keep others from their turn. */
    private static final int CHUNK = 1_000;

    private static final int UUID_LENGTH = 36;

    private final Supplier<Store> store;
    private final Supplier<Instant> clock;
    private final QueueConfigs queues;
    private final Herald herald;

    JobBook(Supplier<Store> store, Supplier<Instant> clock, QueueConfigs queues, Herald herald) {
        this.store = store;
        this.clock = clock;
        this.queues = queues;
        this.herald = herald;
    }

    /**
     * Stores one job.
     *
     * @return its id, or that of the live job with its unique key
     * @throws QueueFullException when its queue is full
     */
    String add(NewJob job) {
        Accepted answer = addAll(List.of(job), null).getFirst();
        if (answer.outcome() != Accepted.Outcome.QUEUE_FULL) {
            return answer.id();
        }
        String queue = job.spec().queue();
        queues.invalidate();
        throw new QueueFullException(
                queue, Objects.requireNonNullElse(queues.of(queue).maxSize(), 0));
    }

    /** Stores jobs, a thousand a commit, and tells of them; inside a transaction its store tells when it commits. */
    List<Accepted> addAll(List<NewJob> jobs, @Nullable Object transaction) {
        List<Accepted> answers = new ArrayList<>(jobs.size());
        for (int from = 0; from < jobs.size(); from += CHUNK) {
            List<NewJob> chunk = jobs.subList(from, Math.min(from + CHUNK, jobs.size()));
            List<Enqueued> stored = enqueue(chunk, transaction);
            stored.forEach(one -> answers.add(accepted(one)));
            if (transaction == null) {
                herald.enqueued(chunk, stored);
            }
        }
        return answers;
    }

    /**
     * Tries once more when the connection was lost: the ids are ours, so that nothing is stored twice. In a transaction
     * nothing is tried again, and who repeats that asks for new jobs.
     */
    private List<Enqueued> enqueue(List<NewJob> jobs, @Nullable Object transaction) {
        JobStore to = store.get().jobs();
        if (transaction != null) {
            return to.enqueue(jobs.stream().map(NewJob::asFresh).toList(), clock.get(), transaction);
        }
        try {
            return to.enqueue(jobs, clock.get(), null);
        } catch (StoreException e) {
            if (!e.isTransient()) {
                throw e;
            }
            return to.enqueue(jobs, clock.get(), null);
        }
    }

    private static Accepted accepted(Enqueued stored) {
        Accepted.Outcome outcome = switch (stored.outcome()) {
            case CREATED -> Accepted.Outcome.CREATED;
            case DUPLICATE -> Accepted.Outcome.DUPLICATE;
            case QUEUE_FULL -> Accepted.Outcome.QUEUE_FULL;
        };
        return new Accepted(stored.id().toString(), outcome);
    }

    /** The job of an id, else the newest with that unique key, else the newest of that schedule. */
    Optional<Job> find(String id) {
        UUID job = uuid(id);
        return Optional.ofNullable(job)
                .flatMap(uuid -> newest(JobQuery.ALL.id(uuid)))
                .or(() -> newest(JobQuery.ALL.uniqueKey(id)))
                .or(() -> newest(JobQuery.ALL.schedule(id)));
    }

    private Optional<Job> newest(JobQuery query) {
        return find(query.limit(1)).items().stream().findFirst();
    }

    /** Newest first, as users are shown them: what waits for its time is not among those that run. */
    Page<Job> find(JobQuery query) {
        Instant now = clock.get();
        Page<Job> found = store.get().jobs().find(query);
        while (true) {
            List<Job> items = found.items().stream()
                    .map(job -> Coming.seen(job, now))
                    .filter(job ->
                            query.statuses().isEmpty() || query.statuses().contains(job.status()))
                    .toList();
            // A page of which nothing is shown is not the end, though it would look so.
            if (!items.isEmpty() || found.next() == null) {
                return new Page<>(items, found.next());
            }
            found = store.get().jobs().find(query.after(found.next()));
        }
    }

    /** Cancels the live job of an id or unique key; false when there is none. */
    boolean cancel(String id) {
        UUID job = uuid(id);
        return (job != null && !cancel(JobQuery.ALL.id(job)).isEmpty())
                || !cancel(JobQuery.ALL.uniqueKey(id)).isEmpty();
    }

    /** Cancels what waits of a schedule; what runs goes on. */
    void cancelWaiting(String schedule) {
        JobQuery waiting = JobQuery.ALL
                .schedule(schedule)
                .status(JobStatus.PENDING, JobStatus.RETRYING)
                .limit(1_000);
        List<UUID> cancelled;
        do {
            cancelled = cancel(waiting);
        } while (!cancelled.isEmpty());
    }

    private List<UUID> cancel(JobQuery which) {
        List<UUID> cancelled = store.get().jobs().change(which, Action.CANCEL, "cancelled on request", clock.get());
        cancelled.forEach(job -> herald.tell(Signal.Kind.CANCEL, job.toString()));
        return cancelled;
    }

    /** Tries the job that an id names again; false when there is none or it is not failed, cancelled or retrying. */
    boolean retry(String id) {
        Optional<Job> job = find(id);
        if (job.isEmpty()) {
            return false;
        }
        JobQuery which = JobQuery.ALL.id(job.get().spec().id());
        List<UUID> changed = store.get().jobs().change(which, Action.RETRY, "retried on request", clock.get());
        if (!changed.isEmpty()) {
            herald.tell(Signal.Kind.READY, job.get().queue());
        }
        return !changed.isEmpty();
    }

    /** Forgets a finished job by its id; false when there is none. */
    boolean delete(String id) {
        UUID job = uuid(id);
        return job != null
                && !store.get()
                        .jobs()
                        .change(JobQuery.ALL.id(job), Action.DELETE, "deleted on request", clock.get())
                        .isEmpty();
    }

    /** A job's id from its text; null when it is none. */
    static @Nullable UUID uuid(String text) {
        try {
            return text.length() == UUID_LENGTH ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
