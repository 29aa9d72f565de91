package io.carillon.test;

import static io.carillon.spi.JobStore.Enqueued.Outcome.CREATED;
import static io.carillon.spi.JobStore.Enqueued.Outcome.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.RetryPolicy;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Enqueued;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How jobs come in. */
abstract class EnqueueConformance extends StorePart {
    EnqueueConformance(StoreConformance kit) {
        super(kit);
    }

    @Test
    void a_job_is_read_back_as_it_was_asked_for() {
        JobSpec spec = spec().command("backup --all 'a b' \\ \"q\"")
                .queue("Nächte")
                .priority(9)
                .params("{\"zone\": \"Asia/Shanghai\", \"text\": \"上海 ✓ 😀 \\u0000\"}")
                .timeout(Duration.ofMillis(1_500))
                .maxRetries(7)
                .retry(RetryPolicy.DEFAULT)
                .uniqueKey("backup:all")
                .serialKey("disk")
                .fire("nightly", START.minusSeconds(60))
                .meta("{\"tags\": [\"a\", \"b\"]}")
                .build();
        store.jobs().enqueue(List.of(new NewJob(spec, in(30))), now, null);

        Job job = read(spec.id());
        assertThat(job.spec()).isEqualTo(spec);
        assertThat(job.runAt()).isEqualTo(in(30));
        assertIsUntouched(job);
    }

    @Test
    void a_job_with_nothing_optional_is_read_back_as_it_was_asked_for() {
        JobSpec spec = spec().build();
        store.jobs().enqueue(List.of(new NewJob(spec, now)), now, null);

        Job job = read(spec.id());
        assertThat(job.spec()).isEqualTo(spec);
        assertIsUntouched(job);
    }

    private static void assertIsUntouched(Job job) {
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.attempt()).isZero();
        assertThat(job.fence()).isZero();
        assertThat(job.node()).isNull();
        assertThat(job.startedAt()).isNull();
        assertThat(job.completedAt()).isNull();
        assertThat(job.progress()).isNull();
        assertThat(job.result()).isNull();
        assertThat(job.error()).isNull();
        assertThat(job.waitingFor()).isNull();
        assertThat(job.crashes()).isZero();
        assertThat(job.logCount()).isZero();
    }

    @Test
    void instants_are_kept_to_the_microsecond() {
        UUID job = add(spec(), START.plusNanos(123_456_000));

        assertThat(read(job).runAt()).isEqualTo(START.plusNanos(123_456_000));
    }

    @Test
    void a_job_due_at_this_very_instant_can_be_claimed_at_once() {
        node("a");
        UUID job = add(spec(), now);

        assertThat(claimedIds("a", 10)).containsExactly(job);
    }

    @Test
    void a_job_due_later_cannot_be_claimed_yet() {
        node("a");
        UUID job = add(spec(), now.plusMillis(1));

        assertThat(claimedIds("a", 10)).isEmpty();
        assertThat(read(job).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void an_id_that_is_stored_is_created_again_and_changes_nothing() {
        UUID id = nextId();
        add(JobSpec.of(id, "work", now).params("[1]"));
        Enqueued again = tryToAdd(JobSpec.of(id, "other", now).params("[2]"), in(60));

        assertThat(again).isEqualTo(new Enqueued(CREATED, id));
        assertThat(readAll()).hasSize(1);
        assertThat(read(id).params()).isEqualTo("[1]");
        assertThat(read(id).runAt()).isEqualTo(START);
    }

    @Test
    void an_id_is_known_in_every_phase_of_its_job() {
        node("a");
        UUID future = add(spec(), in(60));
        UUID running = add(spec());
        ClaimedJob claimed = claimOne("a");
        UUID finished = add(spec());
        complete(claimOne("a"));

        for (UUID id : List.of(future, running, finished)) {
            assertThat(tryToAdd(JobSpec.of(id, "again", now))).isEqualTo(new Enqueued(CREATED, id));
        }
        assertThat(readAll()).extracting(Job::task).containsOnly("work").hasSize(3);
        assertThat(complete(claimed)).isTrue();
        assertThat(claim("a", 10)).isEmpty();
    }

    @Test
    void an_id_twice_in_one_call_is_one_job() {
        JobSpec spec = spec().build();
        List<Enqueued> answers = store.jobs().enqueue(List.of(new NewJob(spec, now), new NewJob(spec, now)), now, null);

        assertThat(answers).containsExactly(new Enqueued(CREATED, spec.id()), new Enqueued(CREATED, spec.id()));
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void a_full_queue_refuses_what_is_over_its_size_and_no_other_queue_does() {
        store.queues().put("small", QueueConfig.DEFAULT.maxSize(2));
        List<JobSpec> specs = List.of(
                spec().queue("small").build(),
                spec().queue("small").build(),
                spec().queue("small").build(),
                spec().queue("big").build(),
                spec().queue("small").build());

        assertThat(enqueue(specs)).containsExactly(CREATED, CREATED, QUEUE_FULL, CREATED, QUEUE_FULL);
        assertThat(readAll()).hasSize(3);
    }

    private List<Enqueued.Outcome> enqueue(List<JobSpec> specs) {
        List<NewJob> jobs = specs.stream().map(spec -> new NewJob(spec, now)).toList();
        List<Enqueued> answers = store.jobs().enqueue(jobs, now, null);
        assertThat(answers)
                .extracting(Enqueued::id)
                .containsExactlyElementsOf(specs.stream().map(JobSpec::id).toList());
        return answers.stream().map(Enqueued::outcome).toList();
    }

    @Test
    void a_full_queue_has_room_again_once_a_job_runs() {
        node("a");
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        add(spec());
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);

        claimOne("a");
        add(spec());
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void future_jobs_count_towards_the_size_of_their_queue() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(2));
        add(spec(), in(3_600));
        add(spec());

        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
        assertThat(tryToAdd(spec(), in(60)).outcome()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void blocked_parked_and_retrying_jobs_count_towards_the_size_of_their_queue() {
        node("a");
        add(spec());
        settle(claimOne("a"), new Settlement.Parked("no handler"));
        add(spec());
        settle(claimOne("a"), new Settlement.Retry(in(60), FAULT));
        add(spec().serialKey("k"));
        claimOne("a");
        add(spec().serialKey("k"));

        store.queues().put("default", QueueConfig.DEFAULT.maxSize(3));
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(4));
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(CREATED);
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void a_job_comes_back_to_a_full_queue_and_counts_there() {
        node("a");
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        add(spec());
        ClaimedJob claimed = claimOne("a");
        add(spec());

        assertThat(settle(claimed, new Settlement.Retry(in(5), FAULT))).isTrue();
        claimOne("a");
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
    }

    @Test
    void a_smaller_size_loses_nothing_and_a_removed_one_bounds_nothing() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(3));
        add(spec());
        add(spec());
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        assertThat(tryToAdd(spec()).outcome()).isEqualTo(QUEUE_FULL);
        assertThat(readAll()).hasSize(2);

        store.queues().delete("default");
        add(spec());
    }

    @Test
    void a_transaction_that_the_store_does_not_understand_is_refused_and_nothing_is_stored() {
        List<NewJob> jobs = List.of(new NewJob(spec().build(), now));

        assertThatThrownBy(() -> store.jobs().enqueue(jobs, now, "no transaction"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction");
        assertThat(readAll()).isEmpty();
    }

    @Test
    void nothing_to_store_is_nothing_done() {
        assertThat(store.jobs().enqueue(List.of(), now, null)).isEmpty();
    }

    @Test
    void a_thousand_jobs_go_in_with_one_call() {
        List<JobSpec> specs = IntStream.range(0, 1_000)
                .mapToObj(n -> spec().params("[" + n + "]").build())
                .toList();

        assertThat(enqueue(specs)).hasSize(1_000).containsOnly(CREATED);
        assertThat(readAll()).extracting(Job::spec).containsExactlyElementsOf(specs.reversed());
    }

    @Test
    void large_parameters_are_kept_whole() {
        String params = "\"" + "上海 ✓ ".repeat(50_000) + "\"";
        node("a");
        UUID job = add(spec().params(params));

        assertThat(read(job).params()).isEqualTo(params);
        assertThat(claimOne("a").spec().params()).isEqualTo(params);
    }
}
