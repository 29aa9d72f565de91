package io.carillon.jdbc;

import io.carillon.Failure;
import io.carillon.JobSpec;
import io.carillon.Node;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Short words for what the tests of this package do to a store, at times and with ids that are always the same. */
final class Work {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(15);

    private Work() {}

    /** The n-th id, greater than those before it. */
    static UUID id(int n) {
        return new UUID((START.toEpochMilli() + n) << 16 | 0x7000, 0x8000_0000_0000_0000L | n);
    }

    static JobSpec.Builder spec(int n) {
        return JobSpec.of(id(n), "work", START);
    }

    static NewJob due(JobSpec.Builder spec) {
        return new NewJob(spec.build(), START);
    }

    static NewJob later(JobSpec.Builder spec) {
        return new NewJob(spec.build(), START.plusSeconds(60));
    }

    /** Jobs from the n-th on, due at once. */
    static List<NewJob> jobs(int from, int count) {
        List<NewJob> jobs = new ArrayList<>(count);
        for (int n = from; n < from + count; n++) {
            jobs.add(due(spec(n)));
        }
        return jobs;
    }

    static void enqueue(Store store, NewJob... jobs) {
        store.jobs().enqueue(List.of(jobs), START, null);
    }

    static void node(Store store, String id) {
        store.nodes()
                .register(new Node(
                        id,
                        "host",
                        4711,
                        "0.1",
                        START,
                        START.plus(LEASE),
                        Node.State.ACTIVE,
                        10,
                        0,
                        Set.of("work"),
                        Set.of()));
    }

    static List<ClaimedJob> claim(Store store, String node, int max) {
        return store.jobs().claim(node, START, List.of(new Demand(JobSpec.DEFAULT_QUEUE, max)));
    }

    static Settlement end(ClaimedJob job, Settlement.Outcome outcome) {
        return Settlement.of(job, START, START.plusSeconds(1), outcome);
    }

    static Settlement.Outcome retry(Instant due) {
        return new Settlement.Retry(due, Failure.of("java.io.IOException", "the disk is on fire"));
    }

    static Settlement completed(ClaimedJob job) {
        return end(job, new Settlement.Completed(null));
    }
}
