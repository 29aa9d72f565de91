package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Carillon;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.Scheduler;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.internal.Runtime.Loop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's threads and clocks: real ones, waited for with a bound and never slept for. */
@Timeout(60)
class SystemRuntimeTest {
    private final Runtime runtime = Runtime.system();

    @Test
    void a_loop_goes_on_when_it_is_woken_and_stops_when_it_is_closed() throws Exception {
        SynchronousQueue<Integer> turns = new SynchronousQueue<>();
        AtomicInteger turn = new AtomicInteger();
        Loop loop = runtime.loop("test", () -> {
            try {
                turns.offer(turn.incrementAndGet(), 30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Runtime.UNTIL_WOKEN;
        });
        assertThat(turns.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
        loop.wake();
        assertThat(turns.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
        loop.close();
        loop.wake();
        assertThat(turn).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handlers_and_loops_inherit_nothing_of_whoever_starts_them_but_where_classes_are(boolean virtual)
            throws Exception {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new ClassLoader(before) {};
        Runtime threads = new SystemRuntime(virtual);
        CompletableFuture<String> handler = new CompletableFuture<>();
        CompletableFuture<String> duty = new CompletableFuture<>();
        Thread.currentThread().setContextClassLoader(loader);
        user.set("alice");
        try {
            Supplier<String> seen = () -> user.get() + " "
                    + Thread.currentThread().getContextClassLoader().equals(loader);
            threads.handle("task", () -> handler.complete(seen.get()));
            Loop loop = threads.loop("test", () -> {
                duty.complete(seen.get());
                return Runtime.UNTIL_WOKEN;
            });
            assertThat(handler.get(30, TimeUnit.SECONDS)).isEqualTo("null true");
            assertThat(duty.get(30, TimeUnit.SECONDS)).isEqualTo("null true");
            loop.close();
        } finally {
            user.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void a_wake_while_the_duty_is_at_work_is_not_lost() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(2);
        Loop loop = runtime.loop("test", () -> {
            atWork.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            again.countDown();
            return Runtime.UNTIL_WOKEN;
        });
        atWork.await();
        loop.wake();
        goOn.countDown();
        assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        loop.close();
    }

    @Test
    void a_loop_whose_duty_fails_goes_on() throws Exception {
        CountDownLatch turns = new CountDownLatch(2);
        Loop loop = runtime.loop("test", () -> {
            turns.countDown();
            throw new IllegalStateException("a bug");
        });
        assertThat(turns.await(30, TimeUnit.SECONDS)).isTrue();
        loop.close();
    }

    @Test
    void a_wait_ends_with_the_result_or_with_the_time() throws Exception {
        assertThat(runtime.await(CompletableFuture.completedFuture(1), Duration.ZERO))
                .isTrue();
        assertThat(runtime.await(CompletableFuture.failedFuture(new IllegalStateException()), Duration.ZERO))
                .isTrue();
        assertThat(runtime.await(new CompletableFuture<>(), Duration.ofMillis(1)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handlers_have_virtual_threads_where_these_do_not_pin_and_platform_threads_below(boolean virtual)
            throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        new SystemRuntime(virtual).handle("a task", () -> thread.complete(Thread.currentThread()));
        assertThat(thread.get(30, TimeUnit.SECONDS).isVirtual()).isEqualTo(virtual);
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_real_scheduler_runs_its_jobs_on_threads_of_either_kind(boolean virtual) throws Exception {
        Settings.Draft draft = new Settings.Draft();
        draft.maxWorkers = 50;
        draft.runtime = new SystemRuntime(virtual);
        Set<Boolean> kinds = ConcurrentHashMap.newKeySet();
        CountDownLatch ran = new CountDownLatch(500);
        try (Scheduler scheduler = new DefaultScheduler(draft.settings())) {
            scheduler.register(TaskName.of("work"), TaskHandler.action((nothing, context) -> {
                kinds.add(Thread.currentThread().isVirtual());
                ran.countDown();
            }));
            scheduler.start();
            for (int i = 0; i < 500; i++) {
                scheduler.enqueue(JobRequest.named("work", null));
            }
            assertThat(ran.await(50, TimeUnit.SECONDS)).isTrue();
            scheduler.stop();
            assertThat(scheduler.getTasks(JobQuery.ALL.limit(1_000)).items())
                    .hasSize(500)
                    .allMatch(job -> job.status() == JobStatus.COMPLETED && job.fence() == 1);
        }
        assertThat(kinds).containsExactly(virtual);
    }

    @Test
    void an_interrupt_meant_for_one_handler_never_reaches_the_next_on_the_same_thread() throws Exception {
        Settings.Draft draft = new Settings.Draft();
        draft.maxWorkers = 1;
        draft.runtime = new SystemRuntime(false);
        CountDownLatch ran = new CountDownLatch(20);
        AtomicInteger wrong = new AtomicInteger();
        try (Scheduler scheduler = new DefaultScheduler(draft.settings())) {
            scheduler.register(TaskName.of("late"), TaskHandler.action((nothing, context) -> {
                // On a slow machine the time may be over before it begins: then it is not even called.
                while (!context.isCancelled()) {
                    Thread.onSpinWait();
                }
            }));
            scheduler.register(TaskName.of("next"), TaskHandler.action((nothing, context) -> {
                wrong.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                ran.countDown();
            }));
            scheduler.start();
            for (int i = 0; i < 20; i++) {
                scheduler.enqueue(JobRequest.named("late", null)
                        .timeout(Duration.ofMillis(2))
                        .retry(io.carillon.RetryPolicy.never()));
                scheduler.enqueue(JobRequest.named("next", null));
            }
            assertThat(ran.await(50, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(wrong).hasValue(0);
    }

    @Test
    void the_public_builder_makes_a_scheduler_on_the_machines_own_runtime() throws Exception {
        CompletableFuture<String> ran = new CompletableFuture<>();
        try (Scheduler scheduler = Carillon.builder().maxWorkers(2).build()) {
            scheduler.register(TaskName.of("work"), TaskHandler.action((nothing, context) -> ran.complete("ran")));
            scheduler.start();
            scheduler.enqueue(JobRequest.named("work", null).delay(Duration.ofMillis(50)));
            assertThat(ran.get(30, TimeUnit.SECONDS)).isEqualTo("ran");
        }
    }
}
