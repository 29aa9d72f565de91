package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.Store.Lock;
import io.carillon.spi.Store.Record;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Locks and small versioned values. */
abstract class RecordConformance extends StorePart {
    RecordConformance(StoreConformance kit) {
        super(kit);
    }

    private @Nullable Lock acquire(String owner) {
        return store.locks().acquire("l", owner, now, in(10));
    }

    private long token(String owner) {
        Lock lock = acquire(owner);
        assertThat(lock).as("the lock for %s", owner).isNotNull();
        return lock == null ? -1 : lock.token();
    }

    @Test
    void a_free_lock_is_taken_and_refused_to_others() {
        Lock lock = acquire("a");

        assertThat(lock).isNotNull();
        assertThat(lock).isEqualTo(new Lock("l", "a", in(10), lock == null ? -1 : lock.token()));
        assertThat(acquire("b")).isNull();
        assertThat(store.locks().list(now)).containsExactly(lock);
    }

    @Test
    void the_owner_renews_its_lock_under_the_same_token() {
        long token = token("a");
        now = in(5);

        assertThat(acquire("a")).isEqualTo(new Lock("l", "a", START.plusSeconds(15), token));
        now = START.plusSeconds(15).minusMillis(1);
        assertThat(acquire("b")).isNull();
    }

    @Test
    void a_lock_whose_lease_has_ended_is_free_and_its_token_grows() {
        long token = token("a");
        now = START.plusSeconds(10).minusMillis(1);
        assertThat(acquire("b")).isNull();
        now = START.plusSeconds(10);
        assertThat(store.locks().list(now)).isEmpty();

        assertThat(token("b")).isGreaterThan(token);
        assertThat(acquire("a")).isNull();
    }

    @Test
    void the_last_owner_that_comes_too_late_gets_a_new_token() {
        long token = token("a");
        now = START.plusSeconds(10);

        assertThat(token("a")).isGreaterThan(token);
    }

    @Test
    void a_lock_that_was_given_back_is_free_and_its_token_grows_all_the_same() {
        long token = token("a");
        assertThat(store.locks().release("l", token)).isTrue();
        assertThat(store.locks().list(now)).isEmpty();
        assertThat(store.locks().release("l", token)).isFalse();

        assertThat(token("a")).isGreaterThan(token);
    }

    @Test
    void only_the_token_that_holds_a_lock_gives_it_back() {
        long first = token("a");
        now = in(10);
        long second = token("b");

        assertThat(store.locks().release("l", first)).isFalse();
        assertThat(store.locks().release("l", second + 1)).isFalse();
        assertThat(store.locks().release("unknown", second)).isFalse();
        assertThat(acquire("c")).isNull();
        assertThat(store.locks().release("l", second)).isTrue();
    }

    @Test
    void locks_do_not_hinder_each_other_and_are_listed_by_name() {
        for (String name : List.of("b", "B", "a")) {
            assertThat(store.locks().acquire(name, "owner of " + name, now, in(10)))
                    .isNotNull();
        }
        assertThat(store.locks().list(now)).extracting(Lock::name).containsExactly("B", "a", "b");
    }

    private long put(String key, String value, @Nullable Instant expires, @Nullable Long expected) {
        return store.records().put("kind", key, value, expires, expected, now);
    }

    private @Nullable Record get(String key) {
        return store.records().get("kind", key, now);
    }

    @Test
    void a_record_is_read_back_and_its_version_grows() {
        assertThat(put("k", "一", null, null)).isEqualTo(1);
        assertThat(get("k")).isEqualTo(new Record("kind", "k", "一", 1, null));
        assertThat(put("k", "二", in(60), null)).isEqualTo(2);
        assertThat(get("k")).isEqualTo(new Record("kind", "k", "二", 2, in(60)));
        assertThat(store.records().get("other", "k", now)).isNull();
        assertThat(get("K")).isNull();
    }

    @Test
    void a_put_that_expects_none_succeeds_once() {
        assertThat(put("k", "first", null, 0L)).isEqualTo(1);
        assertThat(put("k", "second", null, 0L)).isZero();

        assertThat(get("k")).isEqualTo(new Record("kind", "k", "first", 1, null));
    }

    @Test
    void a_put_that_expects_a_version_fails_at_any_other() {
        put("k", "one", null, null);
        assertThat(put("k", "two", null, 1L)).isEqualTo(2);
        assertThat(put("k", "late", null, 1L)).isZero();
        assertThat(put("absent", "x", null, 1L)).isZero();

        assertThat(get("k")).isEqualTo(new Record("kind", "k", "two", 2, null));
        assertThat(get("absent")).isNull();
    }

    @Test
    void an_expired_record_counts_as_gone() {
        put("k", "v", in(10), null);
        put("l", "w", in(20), null);
        now = START.plusSeconds(10).minusMillis(1);
        assertThat(get("k")).isNotNull();
        now = START.plusSeconds(10);

        assertThat(get("k")).isNull();
        assertThat(store.records().list("kind", null, 10, now))
                .extracting(Record::key)
                .containsExactly("l");
        assertThat(put("k", "late", null, 1L)).isZero();
        assertThat(put("k", "again", null, 0L)).isPositive();
    }

    @Test
    void a_put_without_expiry_makes_a_record_stay() {
        put("k", "v", in(10), null);
        put("k", "w", null, null);
        now = in(3_600);

        assertThat(get("k")).isNotNull();
    }

    @Test
    void records_are_listed_by_key_in_pages() {
        for (String key : List.of("b", "a", "c", "B")) {
            put(key, "v", null, null);
        }
        store.records().put("other", "x", "v", null, null, now);

        assertThat(keys(null, 3)).containsExactly("B", "a", "b");
        assertThat(keys("b", 3)).containsExactly("c");
        assertThat(store.records().list("absent", null, 3, now)).isEmpty();
    }

    private List<String> keys(@Nullable String after, int limit) {
        return store.records().list("kind", after, limit, now).stream()
                .map(Record::key)
                .toList();
    }

    @Test
    void a_deleted_record_is_gone() {
        put("k", "v", null, null);

        assertThat(store.records().delete("kind", "k")).isTrue();
        assertThat(store.records().delete("kind", "k")).isFalse();
        assertThat(get("k")).isNull();
        assertThat(put("k", "again", null, 0L)).isPositive();
    }
}
