package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.ScheduleStore.Entry;
import io.carillon.spi.ScheduleStore.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How schedules are kept. */
abstract class ScheduleConformance extends StorePart {
    ScheduleConformance(StoreConformance kit) {
        super(kit);
    }

    private static Entry entry(String name, String rule, boolean enabled, @Nullable Instant next) {
        Instant due = next == null ? null : next.plusSeconds(2);
        return new Entry(name, "{\"of\": \"" + name + "\"}", rule, enabled, next, due, null, null, 0, START, 0);
    }

    private Entry put(Entry entry) {
        return put(entry, null);
    }

    private Entry put(Entry entry, @Nullable Long expected) {
        Entry stored = store.schedules().put(entry, expected);
        assertThat(stored).as("the entry as stored").isNotNull();
        return stored == null ? entry : stored;
    }

    private @Nullable Entry get(String name) {
        List<Entry> found = store.schedules().list(List.of(name), null, 10);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Entry withVersion(Entry entry, long version) {
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
                version);
    }

    @Test
    void a_schedule_is_read_back_as_it_was_put() {
        UUID lastJob = nextId();
        Entry entry = new Entry(
                "nightly ✓", "{\"text\": \"每天\"}", "r1", true, in(10), in(12), in(-50), lastJob, 7, in(-99), 42);
        Entry stored = put(entry);

        assertThat(stored.version()).isPositive();
        assertThat(stored).isEqualTo(withVersion(entry, stored.version()));
        assertThat(get("nightly ✓")).isEqualTo(stored);
    }

    @Test
    void an_exhausted_schedule_has_no_next() {
        Entry stored = put(entry("once", "r", true, null));

        assertThat(stored.next()).isNull();
        assertThat(stored.due()).isNull();
        assertThat(get("once")).isEqualTo(stored);
        assertThat(store.schedules().due(10)).isEmpty();
    }

    @Test
    void a_put_with_the_same_rule_keeps_where_the_schedule_stands() {
        Entry first = put(entry("s", "r1", true, in(10)));
        Entry fired = fire(first, in(20));
        Entry again = new Entry("s", "{\"v\": 2}", "r1", true, in(99), in(99), in(77), nextId(), 55, in(500), 0);
        Entry stored = put(again);

        assertThat(stored.definition()).isEqualTo("{\"v\": 2}");
        assertThat(stored.version()).isGreaterThan(fired.version());
        assertThat(stored)
                .usingRecursiveComparison()
                .ignoringFields("definition", "version")
                .isEqualTo(fired);
        assertThat(get("s")).isEqualTo(stored);
    }

    /** Fires once, without a job. */
    private Entry fire(Entry entry, Instant next) {
        Step step = new Step(entry.name(), entry.version(), next, next, List.of(), List.of(), false);
        store.schedules().fire(List.of(step), now);
        Entry fired = get(entry.name());
        assertThat(fired).isNotNull();
        return fired == null ? entry : fired;
    }

    @Test
    void another_rule_sets_the_next_fire_and_keeps_the_rest() {
        Entry first = put(new Entry("s", "d", "r1", true, in(10), in(10), in(-5), nextId(), 3, START, 0));
        Entry stored = put(new Entry("s", "d2", "r2", true, in(30), in(31), null, null, 0, in(9), 0));

        assertThat(stored.next()).isEqualTo(in(30));
        assertThat(stored.due()).isEqualTo(in(31));
        assertThat(stored.rule()).isEqualTo("r2");
        assertThat(stored.lastFire()).isEqualTo(first.lastFire());
        assertThat(stored.lastJob()).isEqualTo(first.lastJob());
        assertThat(stored.runs()).isEqualTo(3);
        assertThat(stored.createdAt()).isEqualTo(START);
    }

    @Test
    void a_schedule_that_is_switched_on_again_does_not_make_up_for_the_time_off() {
        put(entry("s", "r", true, in(10)));
        Entry off = put(entry("s", "r", false, in(500)));
        assertThat(off.next()).isEqualTo(in(10));
        assertThat(off.enabled()).isFalse();

        Entry on = put(entry("s", "r", true, in(900)));
        assertThat(on.next()).isEqualTo(in(900));
        assertThat(on.due()).isEqualTo(in(902));
    }

    @Test
    void a_put_that_expects_none_finds_none_only_once() {
        Entry first = put(entry("s", "r", true, in(10)), 0L);
        assertThat(store.schedules().put(entry("s", "r2", true, in(20)), 0L)).isNull();

        assertThat(get("s")).isEqualTo(first);
    }

    @Test
    void a_put_that_expects_a_version_fails_at_any_other() {
        Entry first = put(entry("s", "r", true, in(10)));
        Entry second = put(entry("s", "r2", true, in(20)), first.version());
        assertThat(second.version()).isGreaterThan(first.version());

        assertThat(store.schedules().put(entry("s", "r3", true, in(30)), first.version()))
                .isNull();
        assertThat(store.schedules().put(entry("absent", "r", true, in(30)), 1L))
                .isNull();
        assertThat(get("s")).isEqualTo(second);
        assertThat(get("absent")).isNull();
    }

    @Test
    void a_removed_schedule_is_gone() {
        put(entry("s", "r", true, in(10)));

        assertThat(store.schedules().delete("s")).isTrue();
        assertThat(store.schedules().delete("s")).isFalse();
        assertThat(get("s")).isNull();
        assertThat(store.schedules().due(10)).isEmpty();
    }

    @Test
    void a_name_that_was_removed_and_put_again_never_repeats_a_version() {
        Entry old = put(entry("s", "r", true, in(10)));
        store.schedules().delete("s");
        Entry young = put(entry("s", "r", true, in(20)));
        assertThat(young.version()).isGreaterThan(old.version());

        fire(old, in(99));
        assertThat(get("s")).isEqualTo(young);
    }

    @Test
    void schedules_are_listed_by_name_in_pages() {
        for (String name : List.of("b", "B", "a", "é", "a1", "z")) {
            put(entry(name, "r", true, in(10)));
        }
        assertThat(names(store.schedules().list(List.of(), null, 3))).containsExactly("B", "a", "a1");
        assertThat(names(store.schedules().list(List.of(), "a1", 10))).containsExactly("b", "z", "é");
        assertThat(names(store.schedules().list(List.of("z", "b", "no"), null, 10)))
                .containsExactly("b", "z");
        assertThat(names(store.schedules().list(List.of("z", "b"), "b", 10))).containsExactly("z");
        assertThat(names(store.schedules().list(List.of("z", "b"), null, 1))).containsExactly("b");
    }

    private static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }

    @Test
    void the_enabled_ones_are_told_by_due_whether_due_or_not() {
        put(entry("later", "r", true, in(50)));
        put(entry("tie-b", "r", true, in(20)));
        put(entry("tie-a", "r", true, in(20)));
        put(entry("past", "r", true, in(-100)));
        put(entry("off", "r", false, in(1)));
        put(entry("over", "r", true, null));

        assertThat(names(store.schedules().due(10))).containsExactly("past", "tie-a", "tie-b", "later");
        assertThat(names(store.schedules().due(2))).containsExactly("past", "tie-a");
    }
}
