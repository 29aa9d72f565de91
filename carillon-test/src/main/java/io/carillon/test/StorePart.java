package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Failure;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.Node;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the kit share: a fresh store, a time that passes when told, and short words for long calls. */
abstract class StorePart {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(15);
    static final Failure FAULT = new Failure("java.io.IOException", "the disk is on fire", "at Disk.read(Disk.java:7)");

    final StoreConformance kit;
    Store store;
    Instant now = START;
    private int ids;

    StorePart(StoreConformance kit) {
        this.kit = kit;
    }

    @BeforeEach
    void openAFreshStore() {
        store = kit.open();
    }

    @AfterEach
    void closeTheStore() {
        store.close();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Instant in(int seconds) {
        return now.plusSeconds(seconds);
    }

    /** A new id, greater than all before it, of the shape that the engine makes. */
    UUID nextId() {
        ids++;
        return new UUID((START.toEpochMilli() + ids) << 16 | 0x7000, 0x8000_0000_0000_0000L | ids);
    }

    JobSpec.Builder spec() {
        return JobSpec.of(nextId(), "work", now);
    }

    UUID add(JobSpec.Builder spec) {
        return add(spec, now);
    }

    UUID add(JobSpec.Builder spec, Instant due) {
        Enqueued answer = tryToAdd(spec, due);
        assertThat(answer.outcome()).isEqualTo(Enqueued.Outcome.CREATED);
        return answer.id();
    }

    Enqueued tryToAdd(JobSpec.Builder spec) {
        return tryToAdd(spec, now);
    }

    Enqueued tryToAdd(JobSpec.Builder spec, Instant due) {
        return store.jobs()
                .enqueue(List.of(new NewJob(spec.build(), due)), now, null)
                .getFirst();
    }

    /** A node whose lease lives for {@link #LEASE} from now. */
    Node node(String id) {
        Node node = new Node(
                id,
                "host-" + id,
                4711,
                "0.1",
                now,
                now.plus(LEASE),
                Node.State.ACTIVE,
                10,
                0,
                Set.of("work"),
                Set.of());
        store.nodes().register(node);
        return node;
    }

    List<ClaimedJob> claim(String node, int max) {
        return claim(node, JobSpec.DEFAULT_QUEUE, max);
    }

    List<ClaimedJob> claim(String node, String queue, int max) {
        return store.jobs().claim(node, now, List.of(new Demand(queue, max)));
    }

    /** Claims the one job that can be had. */
    ClaimedJob claimOne(String node) {
        List<ClaimedJob> claimed = claim(node, 10);
        assertThat(claimed).as("the one job that can be claimed").hasSize(1);
        return claimed.getFirst();
    }

    List<UUID> claimedIds(String node, int max) {
        return ids(claim(node, max));
    }

    static List<UUID> ids(List<ClaimedJob> claimed) {
        return claimed.stream().map(job -> job.spec().id()).toList();
    }

    /** Ends an attempt now; it began when it was claimed as far as the store is concerned. */
    boolean settle(ClaimedJob job, Settlement.Outcome outcome) {
        return settle(Settlement.of(job, now, now, outcome));
    }

    boolean settle(Settlement end) {
        return store.jobs().settle(List.of(end), now, null).getFirst();
    }

    /** An end of now, without progress. */
    @SuppressWarnings("NullAway") // javac forgets the annotation of a nested type in a compact constructor
    Settlement end(UUID job, long fence, Settlement.Outcome outcome, NewJob... followUps) {
        return new Settlement(job, fence, now, now, outcome, null, List.of(followUps));
    }

    boolean complete(ClaimedJob job) {
        return settle(job, new Settlement.Completed(null));
    }

    Settlement.Released released(Instant due) {
        return new Settlement.Released(due, "shutdown", Settlement.Crash.NONE);
    }

    List<UUID> change(Action action, UUID... ids) {
        return store.jobs().change(JobQuery.ALL.ids(List.of(ids)), action, "because", now);
    }

    Job read(UUID id) {
        return read(store, id);
    }

    static Job read(Store from, UUID id) {
        List<Job> found = from.jobs().find(JobQuery.ALL.id(id)).items();
        assertThat(found).as("job %s", id).hasSize(1);
        return found.getFirst();
    }

    List<Job> readAll() {
        return store.jobs().find(JobQuery.ALL.limit(1_000)).items();
    }
}
