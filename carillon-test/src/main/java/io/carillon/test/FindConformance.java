package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.LogLine;
import io.carillon.Page;
import io.carillon.Queue;
import io.carillon.spi.JobStore;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Count;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How jobs are read, counted and forgotten. */
abstract class FindConformance extends StorePart {
    FindConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void startANode() {
        node("a");
    }

    private List<UUID> find(JobQuery query) {
        return store.jobs().find(query).items().stream()
                .map(job -> job.spec().id())
                .toList();
    }

    private UUID ended(Settlement.Outcome outcome) {
        UUID id = add(spec().queue("ends"));
        settle(claim("a", "ends", 1).getFirst(), outcome);
        return id;
    }

    @Test
    void each_criterion_selects_and_all_must_hold() {
        UUID plain = add(spec());
        UUID queued = add(spec().queue("x"));
        UUID other = add(JobSpec.of(nextId(), "other", now).queue("x"));
        UUID fired = add(spec().fire("nightly", now));
        UUID keyed = add(spec().uniqueKey("k"), in(60));

        assertThat(find(JobQuery.ALL)).containsExactly(keyed, fired, other, queued, plain);
        assertThat(find(JobQuery.ALL.queue("x"))).containsExactly(other, queued);
        assertThat(find(JobQuery.ALL.task("other"))).containsExactly(other);
        assertThat(find(JobQuery.ALL.schedule("nightly"))).containsExactly(fired);
        assertThat(find(JobQuery.ALL.uniqueKey("k"))).containsExactly(keyed);
        assertThat(find(JobQuery.ALL.ids(List.of(plain, keyed, nextId())))).containsExactly(keyed, plain);
        assertThat(find(JobQuery.ALL.queue("x").task("work"))).containsExactly(queued);
        assertThat(find(JobQuery.ALL.queue("x").schedule("nightly"))).isEmpty();
        assertThat(find(JobQuery.ALL.queue("absent"))).isEmpty();
    }

    @Test
    void each_status_selects_its_jobs() {
        UUID completed = ended(new Settlement.Completed(null));
        UUID failed = ended(new Settlement.Failed(FAULT));
        UUID cancelled = ended(new Settlement.Cancelled(FAULT));
        UUID later = ended(new Settlement.Retry(in(60), FAULT));
        UUID again = ended(new Settlement.Retry(now, FAULT));
        UUID parked = add(spec());
        settle(claimOne("a"), new Settlement.Parked("no handler"));
        UUID holder = add(spec().serialKey("k"));
        claimOne("a");
        UUID blocked = add(spec().serialKey("k"));
        UUID ready = add(spec());
        UUID future = add(spec(), in(60));

        assertThat(find(JobQuery.ALL.status(JobStatus.COMPLETED))).containsExactly(completed);
        assertThat(find(JobQuery.ALL.status(JobStatus.FAILED))).containsExactly(failed);
        assertThat(find(JobQuery.ALL.status(JobStatus.CANCELLED))).containsExactly(cancelled);
        assertThat(find(JobQuery.ALL.status(JobStatus.RETRYING))).containsExactly(again, later);
        assertThat(find(JobQuery.ALL.status(JobStatus.RUNNING))).containsExactly(holder);
        assertThat(find(JobQuery.ALL.status(JobStatus.PENDING))).containsExactly(future, ready, blocked, parked);
        assertThat(find(JobQuery.ALL.status(JobStatus.FAILED, JobStatus.RUNNING)))
                .containsExactly(holder, failed);
    }

    @Test
    void pages_follow_each_other_without_gap_or_repeat() {
        List<UUID> all = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            all.addFirst(n % 3 == 0 ? ended(new Settlement.Completed(null)) : add(spec(), n % 2 == 0 ? now : in(60)));
        }
        List<UUID> read = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String cursor = null;
        do {
            Page<Job> page = store.jobs().find(JobQuery.ALL.limit(4).after(cursor));
            page.items().forEach(job -> read.add(job.spec().id()));
            sizes.add(page.items().size());
            cursor = page.next();
        } while (cursor != null);

        assertThat(read).containsExactlyElementsOf(all);
        assertThat(sizes).containsExactly(4, 4, 2);
    }

    @Test
    void the_last_full_page_has_no_next() {
        add(spec());
        add(spec());

        assertThat(store.jobs().find(JobQuery.ALL.limit(2)).next()).isNull();
        assertThat(store.jobs().find(JobQuery.ALL.limit(1)).next()).isNotNull();
        assertThat(store.jobs().find(JobQuery.ALL.queue("absent")).next()).isNull();
    }

    @Test
    void a_ready_job_of_a_paused_queue_says_so() {
        UUID ready = add(spec());
        UUID future = add(spec(), in(60));
        store.queues().pause("default", new Queue.Pause("maintenance", now, null));
        assertThat(read(ready).waitingFor()).isEqualTo("queue 'default' is paused: maintenance");
        assertThat(read(future).waitingFor()).isNull();

        store.queues().pause("default", null);
        assertThat(read(ready).waitingFor()).isNull();
    }

    @Test
    void a_job_tells_how_many_lines_its_log_has() {
        UUID job = add(spec());
        store.logs()
                .append(List.of(
                        new LogLine(job.toString(), 3, 1, now, LogLine.Level.INFO, null, "one"),
                        new LogLine(job.toString(), 9, 1, now, LogLine.Level.INFO, null, "two")));

        assertThat(read(job).logCount()).isEqualTo(2);
    }

    @Test
    void jobs_are_counted_by_queue_and_status_without_zeros() {
        add(spec(), now.minusSeconds(5));
        add(spec(), now.minusSeconds(9));
        add(spec(), in(60));
        add(spec().queue("later"), in(60));
        ended(new Settlement.Completed(null));
        ended(new Settlement.Completed(null));
        ended(new Settlement.Failed(FAULT));
        ended(new Settlement.Retry(in(60), FAULT));
        add(spec().queue("run"));
        claim("a", "run", 1);

        assertThat(store.jobs().counts())
                .containsExactlyInAnyOrder(
                        count("default", JobStatus.PENDING, 3, now.minusSeconds(9)),
                        count("later", JobStatus.PENDING, 1, null),
                        count("ends", JobStatus.COMPLETED, 2, null),
                        count("ends", JobStatus.FAILED, 1, null),
                        count("ends", JobStatus.RETRYING, 1, null),
                        count("run", JobStatus.RUNNING, 1, null));
    }

    private static Count count(String queue, JobStatus status, long count, @Nullable Instant oldestDue) {
        return new Count(queue, status, count, oldestDue);
    }

    @Test
    void the_backlog_names_the_queues_that_have_something_to_claim_and_no_others() {
        for (String queue : List.of("one", "many", "many", "paused", "taken", "parked", "parked")) {
            add(spec().queue(queue));
        }
        add(spec().queue("later"), in(60));
        add(spec().queue("later"), in(70));
        add(spec().queue("held").serialKey("k"));
        add(spec().queue("blocked").serialKey("k"));
        store.queues().pause("paused", new Queue.Pause("", now, null));
        claim("a", "taken", 1);
        claim("a", "held", 1);
        settle(claim("a", "parked", 1).getFirst(), new Settlement.Parked("no handler"));

        assertThat(store.jobs().backlog())
                .isEqualTo(new JobStore.Backlog(
                        Set.of("one", "many", "paused", "parked"), Set.of("parked"), in(60), null));
    }

    @Test
    void the_backlog_says_when_the_next_schedule_is_due_of_those_that_are_enabled() {
        for (int name = 1; name <= 3; name++) {
            Instant due = in(10 * name);
            store.schedules().put(new Entry("s" + name, "{}", "r", name > 1, due, due, null, null, 0, now, 0), null);
        }
        store.schedules().put(new Entry("over", "{}", "r", true, null, null, null, null, 0, now, 0), null);

        assertThat(store.jobs().backlog()).isEqualTo(new JobStore.Backlog(Set.of(), Set.of(), null, in(20)));
    }

    @Test
    void an_empty_store_has_no_backlog() {
        assertThat(store.jobs().backlog()).isEqualTo(new JobStore.Backlog(Set.of(), Set.of(), null, null));
    }

    @Test
    void blocked_and_parked_jobs_are_due_in_the_counts() {
        add(spec(), now.minusSeconds(3));
        settle(claimOne("a"), new Settlement.Parked("no handler"));
        assertThat(store.jobs().counts()).containsExactly(count("default", JobStatus.PENDING, 1, now.minusSeconds(3)));

        add(spec().serialKey("k").queue("x"));
        claim("a", "x", 1);
        add(spec().serialKey("k"), now.minusSeconds(7));
        assertThat(store.jobs().counts()).contains(count("default", JobStatus.PENDING, 2, now.minusSeconds(7)));
    }

    @Test
    void counts_follow_deletes_prunes_and_retries() {
        UUID failed = ended(new Settlement.Failed(FAULT));
        UUID gone = ended(new Settlement.Failed(FAULT));
        UUID old = ended(new Settlement.Cancelled(FAULT));
        change(Action.RETRY, failed);
        change(Action.DELETE, gone);
        assertThat(store.jobs().counts())
                .containsExactlyInAnyOrder(
                        count("ends", JobStatus.RETRYING, 1, null), count("ends", JobStatus.CANCELLED, 1, null));

        assertThat(store.jobs().prune(in(1), 10)).isEqualTo(1);
        assertThat(find(JobQuery.ALL.id(old))).isEmpty();
        assertThat(store.jobs().counts()).containsExactly(count("ends", JobStatus.RETRYING, 1, null));
    }

    @Test
    void pruning_forgets_what_completed_before_and_nothing_that_lives() {
        UUID old = ended(new Settlement.Failed(FAULT));
        store.logs().append(List.of(new LogLine(old.toString(), 1, 1, now, LogLine.Level.INFO, null, "x")));
        UUID waiting = add(spec());
        now = in(10);
        UUID young = ended(new Settlement.Completed(null));

        assertThat(store.jobs().prune(now, 10)).isEqualTo(1);
        assertThat(find(JobQuery.ALL)).containsExactly(young, waiting);
        assertThat(store.jobs().attempts(old)).isEmpty();
        assertThat(store.logs().read(old, -1, 10)).isEmpty();
        assertThat(store.jobs().prune(now, 10)).isZero();
    }

    @Test
    void pruning_goes_in_steps() {
        for (int n = 0; n < 5; n++) {
            ended(new Settlement.Completed(null));
        }
        assertThat(store.jobs().prune(in(1), 3)).isEqualTo(3);
        assertThat(store.jobs().prune(in(1), 3)).isEqualTo(2);
        assertThat(readAll()).isEmpty();
    }
}
