package io.carillon.jdbc;

import static io.carillon.jdbc.Work.START;
import static io.carillon.jdbc.Work.due;
import static io.carillon.jdbc.Work.end;
import static io.carillon.jdbc.Work.id;
import static io.carillon.jdbc.Work.later;
import static io.carillon.jdbc.Work.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Failure;
import io.carillon.Fire;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.QueueConfig;
import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Action;
import io.carillon.spi.JobStore.Demand;
import io.carillon.spi.JobStore.NewJob;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each operation fails after each of its statements in turn, before its commit and after it. Whatever was reached, the
 * tables are sound, and repeating the operation leads to where an undisturbed one does.
 */
abstract class FailpointCases {
    /** An empty store; the same as before or another one. */
    abstract JdbcStore open();

    /**
     * An operation and what must be there for it.
     *
     * @param least fewest points an undisturbed run passes, so that a test that disturbs nothing is noticed
     */
    private record Case(String name, int least, Consumer<JdbcStore> prepare, Consumer<JdbcStore> operation) {}

    private static final class Disturbed extends RuntimeException {
        Disturbed(String point) {
            super(point);
        }
    }

    @TestFactory
    Stream<DynamicTest> an_operation_that_fails_anywhere_can_be_repeated() {
        return Stream.of(
                        enqueue(),
                        enqueueMany(),
                        claim(),
                        claimWithLimit(),
                        claimParked(),
                        settleCompleted(),
                        settleAllKinds(),
                        promote(),
                        fire(),
                        cancel(),
                        retry(),
                        prune())
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> disturb(operation)));
    }

    private void disturb(Case operation) {
        String undisturbed;
        try (JdbcStore store = open()) {
            operation.prepare().accept(store);
            operation.operation().accept(store);
            Soundness.check(store);
            undisturbed = dump(store);
        }
        int points = 0;
        for (boolean reached = true; reached; points++) {
            try (JdbcStore store = open()) {
                operation.prepare().accept(store);
                reached = failAfter(points, store, operation.operation());
                Soundness.check(store);
                operation.operation().accept(store);
                Soundness.check(store);
                assertThat(dump(store)).as("after failing at point %d", points).isEqualTo(undisturbed);
            }
        }
        assertThat(points).as("points").isGreaterThan(operation.least());
    }

    /** Whether the operation got as far as that and failed there. */
    private static boolean failAfter(int points, JdbcStore store, Consumer<JdbcStore> operation) {
        int[] left = {points};
        store.probe().failAt(point -> {
            if (left[0]-- == 0) {
                throw new Disturbed(point);
            }
        });
        try {
            operation.accept(store);
            return false;
        } catch (Disturbed e) {
            return true;
        } finally {
            store.probe().failNowhere();
        }
    }

    /** All that a user can see of the jobs, schedules and counts, as text. */
    private static String dump(JdbcStore store) {
        StringBuilder text = new StringBuilder();
        for (Job job : store.jobs().find(JobQuery.ALL.limit(1_000)).items()) {
            text.append(job)
                    .append('\n')
                    .append(store.jobs().attempts(job.spec().id()))
                    .append('\n');
        }
        Set<String> counts = new TreeSet<>();
        store.jobs().counts().forEach(count -> counts.add(count.toString()));
        text.append(counts).append('\n');
        store.schedules()
                .list(List.of(), null, 100)
                .forEach(entry -> text.append(entry)
                        .append(store.schedules().fires(entry.name(), null, 100))
                        .append('\n'));
        return text.toString();
    }

    private static Case enqueue() {
        List<NewJob> jobs = List.of(
                due(spec(1)),
                later(spec(2)),
                due(spec(3).uniqueKey("u")),
                due(spec(4).uniqueKey("u")),
                due(spec(5).serialKey("s")),
                due(spec(6).serialKey("s")),
                due(spec(7).queue("small").uniqueKey("v")),
                due(spec(8).queue("small").uniqueKey("w")));
        return new Case(
                "enqueue",
                8,
                store -> store.queues().put("small", QueueConfig.DEFAULT.maxSize(1)),
                store -> store.jobs().enqueue(jobs, START, null));
    }

    private static Case enqueueMany() {
        return new Case(
                "enqueue many",
                2,
                store -> {
                    Work.node(store, "a");
                    Work.enqueue(store, due(spec(30)));
                    Work.claim(store, "a", 1);
                },
                store -> store.jobs().enqueue(Work.jobs(1, 60), START, null));
    }

    private static Case claim() {
        return new Case(
                "claim",
                1,
                store -> {
                    Work.node(store, "a");
                    store.jobs().enqueue(Work.jobs(1, 5), START, null);
                },
                store -> Work.claim(store, "a", 5));
    }

    private static Case claimWithLimit() {
        return new Case(
                "claim from a queue with a limit",
                4,
                store -> {
                    Work.node(store, "a");
                    store.queues().put("default", QueueConfig.DEFAULT.limit(3));
                    store.jobs().enqueue(Work.jobs(1, 5), START, null);
                },
                store -> Work.claim(store, "a", 5));
    }

    private static Case claimParked() {
        return new Case(
                "claim parked jobs",
                4,
                store -> {
                    Work.node(store, "a");
                    store.jobs().enqueue(Work.jobs(1, 3), START, null);
                    settleAll(store, job -> new Settlement.Parked("no handler"));
                },
                store -> store.jobs().claim("a", START, List.of(new Demand("default", 5, Set.of("work")))));
    }

    private static void settleAll(JdbcStore store, Function<ClaimedJob, Settlement.Outcome> how) {
        List<Settlement> ends = Work.claim(store, "a", 100).stream()
                .map(job -> end(job, how.apply(job)))
                .toList();
        store.jobs().settle(ends, START, null);
    }

    private static Settlement ofFirstClaim(int n, Settlement.Outcome outcome, NewJob... followUps) {
        return new Settlement(id(n), 1, START, START.plusSeconds(1), outcome, null, List.of(followUps));
    }

    private static Case settleCompleted() {
        List<Settlement> ends = Stream.of(1, 2, 3)
                .map(n -> ofFirstClaim(n, new Settlement.Completed("\"done\"")))
                .toList();
        return new Case(
                "settle completed jobs",
                1,
                store -> {
                    Work.node(store, "a");
                    Work.enqueue(store, due(spec(1)), due(spec(2).uniqueKey("u")), due(spec(3)));
                    Work.claim(store, "a", 5);
                },
                store -> store.jobs().settle(ends, START, null));
    }

    private static Case settleAllKinds() {
        Failure fault = Failure.of("java.io.IOException", "the disk is on fire");
        Instant soon = START.plusSeconds(5);
        List<Settlement> ends = List.of(
                ofFirstClaim(1, new Settlement.Completed(null), due(spec(20).uniqueKey("u")), later(spec(21))),
                ofFirstClaim(2, new Settlement.Retry(soon, fault)),
                ofFirstClaim(3, new Settlement.Retry(START, fault)),
                ofFirstClaim(4, new Settlement.Failed(fault)),
                ofFirstClaim(5, new Settlement.Cancelled(fault)),
                ofFirstClaim(6, new Settlement.Released(soon, "shutdown", Settlement.Crash.NONE)),
                ofFirstClaim(7, new Settlement.Released(START, "crashed", Settlement.Crash.PROVEN)),
                ofFirstClaim(8, new Settlement.Parked("no handler")),
                ofFirstClaim(9, new Settlement.Completed(null)));
        return new Case(
                "settle ends of all kinds",
                12,
                store -> {
                    Work.node(store, "a");
                    Work.enqueue(
                            store,
                            due(spec(1).uniqueKey("u")),
                            due(spec(9).serialKey("s")),
                            due(spec(10).serialKey("s")));
                    store.jobs().enqueue(Work.jobs(2, 7), START, null);
                    Work.claim(store, "a", 50);
                },
                store -> store.jobs().settle(ends, START, null));
    }

    private static Case promote() {
        return new Case(
                "promote",
                8,
                store -> Work.enqueue(
                        store, later(spec(1)), later(spec(2).serialKey("s")), later(spec(3).serialKey("s"))),
                store -> store.jobs().promote(START.plusSeconds(60), 10));
    }

    private static Case fire() {
        ScheduleStore.Entry entry =
                new ScheduleStore.Entry("nightly", "{}", "rule", true, START, START, null, null, 0, START, 0);
        ScheduleStore.Step step = new ScheduleStore.Step(
                "nightly",
                1,
                START.plusSeconds(60),
                START.plusSeconds(61),
                List.of(
                        Fire.missed(
                                "nightly", START.minusSeconds(120), START.minusSeconds(60), 2, "nobody there", START),
                        Fire.fired("nightly", START, null, START)),
                List.of(due(spec(9).fire("nightly", START).uniqueKey("nightly"))),
                true);
        return new Case(
                "fire",
                10,
                store -> {
                    store.schedules().put(entry, null);
                    Work.node(store, "a");
                    Work.enqueue(store, due(spec(1).fire("nightly", START)));
                    Work.claim(store, "a", 1);
                    Work.enqueue(store, due(spec(2).fire("nightly", START).uniqueKey("nightly")));
                },
                store -> store.schedules().fire(List.of(step), START));
    }

    private static Case cancel() {
        return new Case(
                "cancel",
                8,
                store -> {
                    Work.node(store, "a");
                    Work.enqueue(store, due(spec(1)));
                    Work.claim(store, "a", 1);
                    Work.enqueue(
                            store,
                            due(spec(2).uniqueKey("u")),
                            due(spec(3).serialKey("s")),
                            due(spec(4).serialKey("s")),
                            later(spec(5)));
                },
                store -> store.jobs()
                        .change(JobQuery.ALL.ids(List.of(id(1), id(2), id(3), id(5))), Action.CANCEL, "why", START));
    }

    private static Case retry() {
        Failure fault = Failure.of("java.io.IOException", "the disk is on fire");
        Map<Integer, Settlement.Outcome> ends = new LinkedHashMap<>();
        ends.put(1, new Settlement.Failed(fault));
        ends.put(2, new Settlement.Failed(fault));
        ends.put(3, new Settlement.Retry(START.plusSeconds(60), fault));
        return new Case(
                "retry",
                8,
                store -> {
                    Work.node(store, "a");
                    Work.enqueue(store, due(spec(1).uniqueKey("u")), due(spec(2).serialKey("s")), due(spec(3)));
                    Work.claim(store, "a", 5);
                    List<Settlement> settlements = new ArrayList<>();
                    ends.forEach((n, outcome) -> settlements.add(ofFirstClaim(n, outcome)));
                    store.jobs().settle(settlements, START, null);
                },
                store -> store.jobs().change(JobQuery.ALL, Action.RETRY, "why", START));
    }

    private static Case prune() {
        return new Case(
                "prune",
                5,
                store -> {
                    Work.node(store, "a");
                    store.jobs().enqueue(Work.jobs(1, 3), START, null);
                    settleAll(store, job -> new Settlement.Failed(Failure.of("error", "why")));
                },
                store -> store.jobs().prune(START.plusSeconds(100), 10));
    }
}
