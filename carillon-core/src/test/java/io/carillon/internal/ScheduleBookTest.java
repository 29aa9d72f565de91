package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.JobRequest;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Step;
import io.carillon.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ScheduleBookTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09.123Z");
    private static final ScheduleDefinition EVERY =
            ScheduleDefinition.of("every", Schedule.every(Duration.ofMinutes(1)), JobRequest.named("ping", null));

    record Cleanup(String table, Map<String, Integer> limits) implements Task {
        @Override
        public void execute(TaskContext context) {}
    }

    private final InMemoryStore store = new InMemoryStore(() -> NOW, Runnable::run);
    private final Definitions definitions = new Definitions(ZoneId.of("UTC"));
    private final ScheduleBook book = book(store);

    private ScheduleBook book(InMemoryStore of) {
        Payloads payloads = new Payloads(1_000);
        HandlerRegistry handlers = new HandlerRegistry(payloads);
        QueueConfigs queues = new QueueConfigs(() -> of, System::nanoTime);
        TaskDirectory directory =
                new TaskDirectory(handlers, () -> of, List.of(), Set::of, () -> NOW, System::nanoTime);
        return new ScheduleBook(
                () -> of, definitions, new JobSpecs(RetryPolicy.DEFAULT, payloads, handlers, directory, queues));
    }

    private void fire(Instant now) {
        Entry entry = store.schedules().list(List.of("every"), null, 1).getFirst();
        Instant next = entry.next().plusSeconds(60);
        store.schedules()
                .fire(List.of(new Step("every", entry.version(), next, next, List.of(), List.of(), false)), now);
    }

    @Test
    void a_name_depends_on_class_and_parameters_and_not_on_their_order() {
        Cleanup task = new Cleanup("logs", Map.of());
        String name = ScheduleBook.nameFor(task, "{\"table\":\"logs\",\"limits\":{\"a\":1,\"b\":2}}");

        assertThat(name).matches("Cleanup-[0-9a-f]{10}");
        assertThat(ScheduleBook.nameFor(task, "{\"limits\":{\"b\":2,\"a\":1},\"table\":\"logs\"}"))
                .isEqualTo(name);
        assertThat(ScheduleBook.nameFor(task, "{\"limits\":{\"b\":2,\"a\":2},\"table\":\"logs\"}"))
                .isNotEqualTo(name);
    }

    @Test
    void a_name_is_the_same_for_ever() {
        // A change of this name would give every schedule in the field a twin at the next restart.
        assertThat(ScheduleBook.nameFor(new Cleanup("logs", Map.of()), "{\"limits\":{},\"table\":\"logs\"}"))
                .isEqualTo("Cleanup-d2350e00e1");
    }

    @Test
    void the_grid_of_an_unchanged_rule_stays_through_puts_and_fires() {
        book.put(EVERY, NOW);
        fire(NOW.plusSeconds(60));
        ScheduleInfo put = book.put(EVERY.description("x"), NOW.plusSeconds(95));

        assertThat(put.nextRun()).isEqualTo(NOW.plusSeconds(120));
        assertThat(book.plan("every").schedule().next(NOW.plusSeconds(120))).isEqualTo(NOW.plusSeconds(180));
    }

    @Test
    void the_grid_of_a_new_rule_begins_when_it_is_put() {
        book.put(EVERY, NOW);
        ScheduleInfo put = book.put(EVERY.schedule(Schedule.every(Duration.ofMinutes(2))), NOW.plusSeconds(30));

        assertThat(put.nextRun()).isEqualTo(NOW.plusSeconds(150));
        assertThat(book.plan("every").schedule().next(NOW.plusSeconds(150))).isEqualTo(NOW.plusSeconds(270));
    }

    @Test
    void what_another_program_wrote_is_replaced_and_left_out_of_lists_until_then() {
        book.put(EVERY, NOW);
        book.put(EVERY.name("zebra"), NOW);
        Entry good = store.schedules().list(List.of("every"), null, 1).getFirst();
        Entry foreign =
                new Entry("every", "{\"v\":9}", good.rule(), true, good.next(), good.due(), null, null, 0, NOW, 0);
        store.schedules().put(foreign, null);

        assertThat(book.list(null, 10, NOW).items())
                .extracting(ScheduleInfo::name)
                .containsExactly("zebra");
        assertThat(book.tasks()).containsExactly("ping");
        assertThatThrownBy(() -> book.get("every", NOW)).hasMessageContaining("put the schedule again");
        assertThat(book.put(EVERY, NOW.plusSeconds(5)).definition()).isEqualTo(EVERY);
    }

    @Test
    void jitter_shifts_when_a_fire_is_due_and_not_what_it_stands_for() {
        book.put(EVERY.schedule(EVERY.schedule().jitter(Duration.ofSeconds(20))), NOW);
        Entry entry = store.schedules().list(List.of("every"), null, 1).getFirst();

        assertThat(entry.next()).isEqualTo(NOW.plusSeconds(60));
        assertThat(entry.due())
                .isBetween(entry.next(), entry.next().plusSeconds(20))
                .isNotEqualTo(entry.next());
    }

    @Test
    void of_many_who_create_a_name_one_does() throws Exception {
        int threads = 8;
        List<Callable<Boolean>> callers = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(threads);
        for (int i = 0; i < threads; i++) {
            String text = "from " + i;
            callers.add(() -> {
                start.await();
                return book.create(EVERY.description(text), NOW).isPresent();
            });
        }

        assertThat(atOnce(callers)).containsOnlyOnce(true);
    }

    @Test
    void puts_fires_and_switches_at_once_lose_nothing() throws Exception {
        book.put(EVERY, NOW);
        int rounds = 100;
        List<Callable<Boolean>> callers = List.of(
                () -> repeat(rounds, () -> book.put(EVERY.description("a"), NOW)),
                () -> repeat(rounds, () -> book.put(EVERY.description("b"), NOW)),
                () -> repeat(rounds, () -> book.enable("every", true, NOW)),
                () -> repeat(rounds, () -> fire(NOW.plusSeconds(60))));
        atOnce(callers);

        ScheduleInfo info = book.get("every", NOW).orElseThrow();
        assertThat(info.definition().enabled()).isTrue();
        assertThat(info.definition().description()).isIn("a", "b");
        // Each put that found the same rule kept the next fire, so that only fires moved it, by whole periods.
        assertThat(Duration.between(NOW, info.nextRun()).toSeconds()).isGreaterThan(60);
        assertThat(Duration.between(NOW, info.nextRun()).toSeconds() % 60).isZero();
    }

    private static boolean repeat(int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            try {
                call.run();
            } catch (StoreException e) {
                assertThat(e.isTransient()).isTrue();
            }
        }
        return true;
    }

    private static List<Boolean> atOnce(List<Callable<Boolean>> callers) throws Exception {
        List<Boolean> answers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(callers.size())) {
            for (Future<Boolean> answer : pool.invokeAll(callers)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
