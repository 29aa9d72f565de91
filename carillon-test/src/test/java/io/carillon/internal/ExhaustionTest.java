package io.carillon.internal;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.JobStatus;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.internal.Runtime.Loop;
import io.carillon.memory.InMemoryStore;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that runs out of threads or memory in the engine's own code: no job and no slot is lost. */
class ExhaustionTest {
    private static final TaskName<Void> WORK = TaskName.of("work");
    private static final int SLOTS = 2;

    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final Map<String, Integer> failures = new HashMap<>();
    private final List<Integer> attempts = new ArrayList<>();
    private final InMemoryStore store = new InMemoryStore(time, Runnable::run);
    private DefaultScheduler scheduler;

    @BeforeEach
    void start() {
        Settings.Draft draft = new Settings.Draft();
        draft.zone = ZoneOffset.UTC;
        draft.host = "test";
        draft.maxWorkers = SLOTS;
        draft.store = store;
        draft.runtime = (Runtime) failing(Runtime.class, time.processWithThreads(), "");
        scheduler = new DefaultScheduler(draft.settings());
        scheduler.register(WORK, TaskHandler.action((nothing, context) -> attempts.add(context.attempt())));
        scheduler.start();
        time.drain();
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    /** A machine whose calls fail as often as {@link #failures} says; a loop's calls have the loop's name before them. */
    private Object failing(Class<?> type, Object real, String prefix) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            String call = prefix + method.getName();
            if (failures.getOrDefault(call, 0) > 0) {
                failures.merge(call, -1, Integer::sum);
                throw new OutOfMemoryError("made up, in " + call);
            }
            Object answer = invoke(real, method, arguments);
            return answer instanceof Loop loop ? failing(Loop.class, loop, arguments[0] + ".") : answer;
        });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private List<String> enqueue(int jobs) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(scheduler.enqueue(JobRequest.of(WORK, null)));
        }
        return ids;
    }

    private void assertThatAllSlotsWork() {
        int before = attempts.size();
        enqueue(3 * SLOTS);
        time.drain();
        assertThat(attempts).hasSize(before + 3 * SLOTS);
        time.advance(Duration.ofSeconds(1));
        assertThat(scheduler.nodes())
                .singleElement()
                .extracting(io.carillon.Node::running)
                .isEqualTo(0);
    }

    @Test
    void jobs_for_which_no_thread_can_be_had_run_when_there_are_threads_again() {
        failures.put("handle", 3);
        enqueue(5);
        time.advance(Duration.ofSeconds(10));

        assertThat(attempts).containsExactly(1, 1, 1, 1, 1);
        assertThat(scheduler.getStats().jobs()).containsEntry(JobStatus.COMPLETED, 5L);
        assertThatAllSlotsWork();
    }

    @Test
    void an_attempt_whose_verdict_runs_out_of_memory_is_tried_again() {
        failures.put("random", 1);
        String id = enqueue(1).getFirst();
        time.drain();
        assertThat(scheduler.getTask(id).orElseThrow()).isRetrying().hasError("java.lang.OutOfMemoryError");

        time.advance(Duration.ofSeconds(20));

        assertThat(attempts).containsExactly(1, 2);
        assertThat(scheduler.getTask(id).orElseThrow()).isCompleted();
        assertThatAllSlotsWork();
    }

    @Test
    void an_outcome_that_could_not_be_handed_on_is_handed_on_by_the_watch() {
        // The last thing that happens between a run's end and its settlement is the settler's being woken.
        failures.put("settle.wake", 1);
        String id = enqueue(1).getFirst();
        time.advance(Duration.ofSeconds(1));

        assertThat(attempts).containsExactly(1);
        assertThat(scheduler.getTask(id).orElseThrow()).isCompleted();
        assertThatAllSlotsWork();
    }

    @Test
    void slots_are_free_again_of_runs_that_lost_their_lease_and_then_their_threads() {
        TaskName<Void> held = TaskName.of("held");
        scheduler.register(held, TaskHandler.action((nothing, context) -> {
            attempts.add(context.attempt());
            if (context.fence() == 1) {
                try {
                    time.sleep(Duration.ofHours(1));
                } finally {
                    failures.merge("random", 1, Integer::sum);
                }
            }
        }));
        for (int i = 0; i < SLOTS; i++) {
            scheduler.enqueue(JobRequest.of(held, null));
        }
        time.drain();
        store.nodes().remove(scheduler.nodeId());

        time.advance(Duration.ofSeconds(10));

        assertThat(failures).as("all were used up").containsEntry("random", 0);
        assertThat(attempts).containsExactly(1, 1, 1, 1);
        assertThat(scheduler.getStats().jobs()).containsEntry(JobStatus.COMPLETED, 2L);
        assertThatAllSlotsWork();
    }
}
