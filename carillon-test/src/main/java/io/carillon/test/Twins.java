package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Fired;
import io.carillon.spi.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A store and the specification, asked the same. Remembers the last questions for whoever has to find out. */
final class Twins {
    private static final int REMEMBERED = 15;

    private final Store tested;
    private final Store specification;
    private final String replay;
    private final Deque<String> asked = new ArrayDeque<>();

    Twins(Store tested, Store specification, String replay) {
        this.tested = tested;
        this.specification = specification;
        this.replay = replay;
    }

    /** Asks both, compares, and gives the answer. */
    <T> T ask(String question, Function<Store, T> call) {
        asked.addLast(question);
        if (asked.size() > REMEMBERED) {
            asked.removeFirst();
        }
        T expected = call.apply(specification);
        T answer = call.apply(tested);
        assertThat(answer)
                .as("%s, after%n  %s", replay, String.join("\n  ", asked))
                .isEqualTo(expected);
        return expected;
    }

    /** Asks both for a list whose order is open. */
    <T> List<T> askUnordered(String question, Function<Store, ? extends Iterable<T>> call) {
        return ask(question, store -> {
            List<T> sorted = new ArrayList<>();
            call.apply(store).forEach(sorted::add);
            sorted.sort(Comparator.comparing(String::valueOf));
            return sorted;
        });
    }

    /** Tells both what has no answer. */
    void tell(String what, Consumer<Store> call) {
        ask(what, store -> {
            call.accept(store);
            return "";
        });
    }

    /** The version that a store gave an entry is its own affair. */
    static Entry withoutVersion(Entry entry) {
        return new Entry(
                entry.name(),
                entry.definition(),
                entry.rule(),
                entry.enabled(),
                entry.next(),
                entry.due(),
                entry.lastFire(),
                entry.lastJob(),
                entry.runs(),
                entry.createdAt(),
                0);
    }

    /** What was cancelled has no order. */
    static Fired ordered(Fired fired) {
        return new Fired(
                fired.outcome(),
                fired.created(),
                fired.cancelled().stream().sorted().toList());
    }

    /** Where an entry stands in a store, to step from there; 0 when there is none. */
    static long versionOf(Store store, String name) {
        return store.schedules().list(List.of(name), null, 1).stream()
                .mapToLong(Entry::version)
                .findFirst()
                .orElse(0);
    }
}
