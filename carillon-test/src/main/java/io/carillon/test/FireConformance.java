package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobSpec;
import io.carillon.JobStatus;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.ScheduleStore.Fired.Outcome;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How schedules fire. */
abstract class FireConformance extends StorePart {
    FireConformance(StoreConformance kit) {
        super(kit);
    }

    @BeforeEach
    void putASchedule() {
        store.schedules().put(new Entry("s", "{}", "r", true, at(0), at(0), null, null, 0, START, 0), null);
        node("a");
    }

    /** The n-th instant of the schedule. */
    private static Instant at(int n) {
        return START.plusSeconds(n * 60L);
    }

    private Entry entry() {
        return store.schedules().list(List.of("s"), null, 1).getFirst();
    }

    private JobSpec.Builder of(int n) {
        return spec().fire("s", at(n));
    }

    private NewJob job(int n) {
        return new NewJob(of(n).build(), now);
    }

    private Fire record(int n, NewJob job) {
        return Fire.fired("s", at(n), job.spec().id(), now);
    }

    private Step step(int n, boolean cancelPrevious, NewJob... jobs) {
        List<Fire> records = List.of(record(n, jobs[0]));
        return new Step("s", entry().version(), at(n + 1), at(n + 1), records, List.of(jobs), cancelPrevious);
    }

    private Fired fire(Step step) {
        return store.schedules().fire(List.of(step), now).getFirst();
    }

    private List<Fire> fires() {
        return store.schedules().fires("s", null, 100);
    }

    @Test
    void a_fire_makes_its_job_its_record_and_the_next_instant() {
        NewJob job = job(0);
        Entry before = entry();
        assertThat(fire(step(0, false, job)))
                .isEqualTo(new Fired(Outcome.FIRED, List.of(job.spec().id()), List.of()));

        assertThat(claimOne("a").spec()).isEqualTo(job.spec());
        assertThat(fires()).containsExactly(record(0, job));
        Entry after = entry();
        assertThat(after.next()).isEqualTo(at(1));
        assertThat(after.due()).isEqualTo(at(1));
        assertThat(after.lastFire()).isEqualTo(at(0));
        assertThat(after.lastJob()).isEqualTo(job.spec().id());
        assertThat(after.runs()).isEqualTo(1);
        assertThat(after.version()).isGreaterThan(before.version());
    }

    @Test
    void a_second_fire_at_the_same_version_is_lost_and_does_nothing() {
        Step first = step(0, false, job(0));
        Step second = step(0, true, job(0));
        fire(first);
        Entry moved = entry();

        assertThat(fire(second)).isEqualTo(new Fired(Outcome.LOST, List.of(), List.of()));
        assertThat(fire(first).outcome()).isEqualTo(Outcome.LOST);
        assertThat(readAll()).hasSize(1);
        assertThat(read(first.jobs().getFirst().spec().id()).status()).isEqualTo(JobStatus.PENDING);
        assertThat(fires()).containsExactly(first.records().getFirst());
        assertThat(entry()).isEqualTo(moved);
    }

    @Test
    void a_fire_is_lost_when_the_schedule_was_put_or_removed_in_between() {
        Step decided = step(0, false, job(0));
        store.schedules().put(new Entry("s", "{}", "r", false, at(0), at(0), null, null, 0, START, 0), null);
        assertThat(fire(decided).outcome()).isEqualTo(Outcome.LOST);

        Step again = step(0, false, job(0));
        store.schedules().delete("s");
        assertThat(fire(again).outcome()).isEqualTo(Outcome.LOST);
        assertThat(readAll()).isEmpty();
        assertThat(fires()).isEmpty();
    }

    @Test
    void each_step_of_a_batch_is_judged_by_itself() {
        store.schedules().put(new Entry("t", "{}", "r", true, at(0), at(0), null, null, 0, START, 0), null);
        Entry t = store.schedules().list(List.of("t"), null, 1).getFirst();
        NewJob jobOfT = new NewJob(spec().fire("t", at(0)).build(), now);
        Step good = step(0, false, job(0));
        Step unknown = new Step("no", 1, at(1), at(1), List.of(), List.of(job(0)), false);
        Step stepOfT = new Step("t", t.version(), at(1), at(1), List.of(), List.of(jobOfT), false);

        assertThat(store.schedules().fire(List.of(good, good, unknown, stepOfT), now))
                .extracting(Fired::outcome)
                .containsExactly(Outcome.FIRED, Outcome.LOST, Outcome.LOST, Outcome.FIRED);
        assertThat(readAll()).hasSize(2);
    }

    @Test
    void a_run_of_missed_instants_is_one_record_beside_the_one_that_fires() {
        NewJob job = job(9);
        Fire missed = Fire.missed("s", at(0), at(8), 9, "no node was up", now);
        List<Fire> records = List.of(missed, record(9, job));
        fire(new Step("s", entry().version(), at(10), at(10), records, List.of(job), false));

        assertThat(fires()).containsExactly(record(9, job), missed);
        assertThat(entry().lastFire()).isEqualTo(at(9));
        assertThat(entry().runs()).isEqualTo(1);
    }

    @Test
    void a_step_that_only_moves_on_fires_nothing_and_counts_no_run() {
        Fire missed = Fire.missed("s", at(0), at(3), 4, "misfire policy skip", now);
        Fired answer = fire(new Step("s", entry().version(), at(4), at(4), List.of(missed), List.of(), false));

        assertThat(answer).isEqualTo(new Fired(Outcome.FIRED, List.of(), List.of()));
        assertThat(entry().runs()).isZero();
        assertThat(entry().lastJob()).isNull();
        assertThat(entry().lastFire()).isEqualTo(at(3));
        assertThat(entry().next()).isEqualTo(at(4));
    }

    @Test
    void the_last_fire_exhausts_a_schedule() {
        NewJob job = job(0);
        fire(new Step("s", entry().version(), null, null, List.of(record(0, job)), List.of(job), false));

        assertThat(entry().next()).isNull();
        assertThat(entry().due()).isNull();
        assertThat(store.schedules().due(10)).isEmpty();
    }

    @Test
    void a_fire_whose_last_job_still_lives_is_skipped_and_names_it() {
        NewJob first = new NewJob(of(0).uniqueKey("s").build(), now);
        NewJob second = new NewJob(of(1).uniqueKey("s").build(), now);
        fire(step(0, false, first));
        assertThat(fire(step(1, false, second))).isEqualTo(new Fired(Outcome.SKIPPED, List.of(), List.of()));

        Fire skipped = fires().getFirst();
        assertThat(skipped.outcome()).isEqualTo(Fire.Outcome.SKIPPED);
        assertThat(skipped.instant()).isEqualTo(at(1));
        assertThat(skipped.jobId()).isEqualTo(first.spec().id());
        assertThat(skipped.reason()).isNotBlank();
        assertThat(readAll()).hasSize(1);
        assertThat(entry().next()).isEqualTo(at(2));
        assertThat(entry().lastFire()).isEqualTo(at(1));
        assertThat(entry().lastJob()).isEqualTo(first.spec().id());
        assertThat(entry().runs()).isEqualTo(1);
    }

    @Test
    void a_fire_into_a_full_queue_is_skipped_and_says_so() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        add(spec());
        assertThat(fire(step(0, false, job(0))).outcome()).isEqualTo(Outcome.SKIPPED);

        Fire skipped = fires().getFirst();
        assertThat(skipped.outcome()).isEqualTo(Fire.Outcome.SKIPPED);
        assertThat(skipped.jobId()).isNull();
        assertThat(skipped.reason()).contains("full");
        assertThat(readAll()).hasSize(1);
        assertThat(entry().runs()).isZero();
    }

    @Test
    void a_fire_for_every_node_makes_a_job_each_and_names_the_first_that_was_made() {
        add(spec().queue("@node/a").uniqueKey("s@a"));
        NewJob forA = new NewJob(of(0).queue("@node/a").uniqueKey("s@a").build(), now);
        NewJob forB = new NewJob(of(0).queue("@node/b").uniqueKey("s@b").build(), now);
        NewJob forC = new NewJob(of(0).queue("@node/c").uniqueKey("s@c").build(), now);
        Fired answer = fire(step(0, false, forA, forB, forC));

        assertThat(answer.outcome()).isEqualTo(Outcome.FIRED);
        assertThat(answer.created())
                .containsExactly(forB.spec().id(), forC.spec().id());
        assertThat(fires()).containsExactly(record(0, forB));
        assertThat(entry().lastJob()).isEqualTo(forB.spec().id());
        assertThat(entry().runs()).isEqualTo(1);
    }

    @Test
    void a_fire_may_cancel_what_lives_of_its_schedule() {
        NewJob running = job(0);
        fire(step(0, false, running));
        ClaimedJob claimed = claimOne("a");
        NewJob waiting = job(1);
        fire(step(1, false, waiting));
        UUID other = add(spec().fire("t", at(0)));
        NewJob job = job(2);
        Fired answer = fire(step(2, true, job));

        assertThat(answer.outcome()).isEqualTo(Outcome.FIRED);
        assertThat(answer.created()).containsExactly(job.spec().id());
        assertThat(answer.cancelled())
                .containsExactlyInAnyOrder(running.spec().id(), waiting.spec().id());
        assertThat(read(waiting.spec().id()).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.nodes().keepAlive("a", now, now.plus(LEASE), 1).cancel())
                .containsExactly(running.spec().id());
        assertThat(List.of(read(other), read(job.spec().id())))
                .extracting(Job::status)
                .containsOnly(JobStatus.PENDING);
        settle(claimed, new Settlement.Retry(now, FAULT));
        assertThat(read(running.spec().id()).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void a_job_of_a_fire_may_be_due_later() {
        NewJob later = new NewJob(of(0).build(), in(30));
        fire(step(0, false, later));

        assertThat(claim("a", 5)).isEmpty();
        assertThat(read(later.spec().id()).runAt()).isEqualTo(in(30));
    }

    @Test
    void records_are_read_latest_first_in_pages_and_survive_their_schedule() {
        for (int n = 0; n < 5; n++) {
            fire(step(n, false, job(n)));
        }
        assertThat(store.schedules().fires("s", null, 2))
                .extracting(Fire::instant)
                .containsExactly(at(4), at(3));
        assertThat(store.schedules().fires("s", at(3), 10))
                .extracting(Fire::instant)
                .containsExactly(at(2), at(1), at(0));
        store.schedules().delete("s");
        assertThat(fires()).hasSize(5);
        assertThat(store.schedules().fires("other", null, 10)).isEmpty();
    }

    @Test
    void an_instant_has_one_record_the_last_one_told() {
        NewJob job = job(0);
        fire(step(0, false, job));
        Fire told = Fire.missed("s", at(0), at(0), 1, "told again", now);
        fire(new Step("s", entry().version(), at(1), at(1), List.of(told), List.of(), false));

        assertThat(fires()).containsExactly(told);
    }

    @Test
    void old_records_are_forgotten_in_steps() {
        for (int n = 0; n < 5; n++) {
            now = at(n);
            fire(step(n, false, job(n)));
        }
        assertThat(store.schedules().pruneFires(at(4), 3)).isEqualTo(3);
        assertThat(store.schedules().pruneFires(at(4), 3)).isEqualTo(1);
        assertThat(store.schedules().pruneFires(at(4), 3)).isZero();
        assertThat(fires()).extracting(Fire::instant).containsExactly(at(4));
    }

    private Step ahead(int n, @Nullable String uniqueKey) {
        NewJob job = new NewJob(of(n).uniqueKey(uniqueKey).build(), at(n));
        return step(n, false, job);
    }

    @Test
    void a_step_ahead_of_its_time_makes_a_future_job() {
        now = at(0).minusMillis(500);
        node("a");
        Step step = ahead(0, null);
        UUID job = step.jobs().getFirst().spec().id();
        assertThat(fire(step)).isEqualTo(new Fired(Outcome.FIRED, List.of(job), List.of()));

        assertThat(fires()).containsExactly(step.records().getFirst());
        assertThat(entry().next()).isEqualTo(at(1));
        assertThat(claim("a", 10)).isEmpty();
        now = at(0);
        assertThat(store.jobs().promote(now, 10).moved()).isEqualTo(1);
        assertThat(claimedIds("a", 10)).containsExactly(job);
    }

    @Test
    void a_step_ahead_of_its_time_whose_key_is_taken_is_left_undone() {
        UUID live = add(spec().uniqueKey("k"));
        Entry before = entry();
        now = at(0).minusMillis(500);
        Fired early = new Fired(Outcome.EARLY, List.of(), List.of());
        assertThat(fire(ahead(0, "k"))).isEqualTo(early);
        assertThat(fire(ahead(0, "k"))).isEqualTo(early);
        assertThat(entry()).isEqualTo(before);
        assertThat(fires()).isEmpty();
        assertThat(readAll()).hasSize(1);

        now = at(0);
        assertThat(fire(ahead(0, "k")).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(fires().getFirst().jobId()).isEqualTo(live);
    }

    @Test
    void a_step_ahead_of_its_time_into_a_full_queue_is_left_undone() {
        store.queues().put("default", QueueConfig.DEFAULT.maxSize(1));
        add(spec());
        now = at(0).minusMillis(500);
        assertThat(fire(ahead(0, null)).outcome()).isEqualTo(Outcome.EARLY);
        assertThat(entry().next()).isEqualTo(at(0));
        assertThat(fires()).isEmpty();
    }

    @Test
    void a_step_that_was_too_early_holds_up_no_other_of_its_batch() {
        store.schedules().put(new Entry("t", "{}", "r", true, at(0), at(0), null, null, 0, START, 0), null);
        Entry t = store.schedules().list(List.of("t"), null, 1).getFirst();
        add(spec().uniqueKey("k"));
        now = at(0).minusMillis(500);
        NewJob jobOfT = new NewJob(spec().fire("t", at(0)).build(), at(0));
        List<Fire> records = List.of(Fire.fired("t", at(0), jobOfT.spec().id(), now));
        Step good = new Step("t", t.version(), at(1), at(1), records, List.of(jobOfT), false);
        assertThat(store.schedules().fire(List.of(ahead(0, "k"), good), now).stream()
                        .map(Fired::outcome))
                .containsExactly(Outcome.EARLY, Outcome.FIRED);
        assertThat(entry().next()).isEqualTo(at(0));
        assertThat(store.schedules().list(List.of("t"), null, 1).getFirst().next())
                .isEqualTo(at(1));
    }

    @Test
    void a_step_that_cancels_is_never_ahead_of_its_time() {
        UUID live = add(spec().fire("s", at(0)).uniqueKey("k"));
        claimOne("a");
        now = at(0).minusMillis(500);
        NewJob job = new NewJob(of(0).uniqueKey("k").build(), at(0));
        Fired fired = fire(step(0, true, job));
        assertThat(fired.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(fired.cancelled()).containsExactly(live);
    }
}
