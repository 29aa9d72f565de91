package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.JobQuery;
import io.carillon.JobRequest.Accepted;
import io.carillon.JobSpec;
import io.carillon.QueueConfig;
import io.carillon.QueueFullException;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.Store.Signal;
import io.carillon.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs over a store that fails, and what is told to whom. */
class JobBookTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

    private final InMemoryStore real = new InMemoryStore(() -> NOW, Runnable::run);
    private final StoreWithTrouble store = new StoreWithTrouble(real);
    private final List<Signal> told = new ArrayList<>();
    private final List<Signal> published = new ArrayList<>();
    private final Ids ids = new Ids();
    private final Events events = new Events(Runtime.system(), List.of());
    private final JobBook jobs = new JobBook(
            () -> store,
            () -> NOW,
            new QueueConfigs(() -> store, System::nanoTime),
            new Herald(store, told::add, events));

    JobBookTest() {
        real.signals().subscribe(published::add);
    }

    private NewJob job(String queue, Instant due) {
        JobSpec spec = JobSpec.of(ids.next(NOW), "ping", NOW).queue(queue).build();
        return new NewJob(spec, due);
    }

    private static Signal ready(String queue) {
        return new Signal(Signal.Kind.READY, queue);
    }

    @Test
    void a_job_whose_answer_was_lost_is_stored_once() {
        store.lose("jobs.enqueue", 1);
        String id = jobs.add(job("q", NOW));

        assertThat(real.jobs().find(JobQuery.ALL).items())
                .extracting(stored -> stored.id())
                .containsExactly(id);
        assertThat(told).containsExactly(ready("q"));
    }

    @Test
    void a_line_that_was_down_for_a_moment_is_tried_again() {
        store.fail("jobs.enqueue", 1);
        jobs.add(job("q", NOW));

        assertThat(real.jobs().find(JobQuery.ALL).items()).hasSize(1);
    }

    @Test
    void a_line_that_stays_down_is_reported_and_nothing_is_told() {
        store.fail("jobs.enqueue", 2);

        assertThatThrownBy(() -> jobs.add(job("q", NOW)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isTransient()).isTrue());
        assertThat(told).isEmpty();
    }

    @Test
    void what_needs_a_person_is_not_tried_again() {
        store.needsAPerson();
        store.fail("jobs.enqueue", 1);

        assertThatThrownBy(() -> jobs.add(job("q", NOW))).isInstanceOf(StoreException.class);
        assertThat(store.calls()).containsExactly("jobs.enqueue");
    }

    @Test
    void a_failed_transaction_is_the_users_business_and_not_tried_again() {
        store.fail("jobs.enqueue", 1);

        assertThatThrownBy(() -> jobs.addAll(List.of(job("q", NOW)), "handle")).isInstanceOf(StoreException.class);
        assertThat(store.calls()).containsExactly("jobs.enqueue");
    }

    @Test
    void each_queue_is_told_of_once_a_commit_and_the_earliest_future_job() {
        jobs.addAll(
                List.of(
                        job("b", NOW),
                        job("a", NOW),
                        job("b", NOW),
                        job("c", NOW.plusSeconds(9)),
                        job("d", NOW.plusSeconds(5))),
                null);

        assertThat(told)
                .containsExactly(ready("a"), ready("b"), new Signal(Signal.Kind.FUTURE, "2030-05-06T07:08:14Z"))
                .isEqualTo(published);
    }

    @Test
    void what_was_not_created_is_not_told_of() {
        real.queues().put("full", QueueConfig.DEFAULT.maxSize(1));
        jobs.add(job("full", NOW));
        told.clear();

        assertThatThrownBy(() -> jobs.add(job("full", NOW)))
                .isInstanceOfSatisfying(
                        QueueFullException.class, e -> assertThat(e.maxSize()).isEqualTo(1));
        assertThat(told).isEmpty();
    }

    @Test
    void a_thousand_go_into_one_commit() {
        List<NewJob> many =
                IntStream.range(0, 2_001).mapToObj(i -> job("q", NOW)).toList();
        List<Accepted> answers = jobs.addAll(many, null);

        assertThat(store.calls().stream().filter("jobs.enqueue"::equals)).hasSize(3);
        assertThat(answers)
                .extracting(Accepted::id)
                .containsExactlyElementsOf(
                        many.stream().map(job -> job.spec().id().toString()).toList());
    }

    @Test
    void a_cancelled_and_a_retried_job_are_told_of() {
        String id = jobs.add(job("q", NOW.plusSeconds(5)));
        told.clear();

        jobs.cancel(id);
        jobs.retry(id);
        jobs.cancel("nothing");
        jobs.retry("nothing");

        assertThat(told).containsExactly(new Signal(Signal.Kind.CANCEL, id), ready("q"));
    }
}
