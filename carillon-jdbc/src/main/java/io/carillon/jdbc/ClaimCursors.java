package io.carillon.jdbc;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.JobStore.Demand;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where claims go on in queues whose index begins with many dead entries. On PostgreSQL they stay as long as any old
 * snapshot is open, a backup's for instance, and each claim that begins at the beginning passes all of them.
 *
 * <p>A claim that had to pass {@link #MANY} of them leaves a cursor: for each priority the place in the order of due and id
 * up to which nothing is left: that of the last job it got, or what was due {@link #MARGIN} ago where it got none. Claims go
 * on from there, higher priorities first, until the cursor is old; then one begins at the beginning. What comes to stand before
 * the cursor meanwhile (a job handed back, the next in line of a serial key, one enqueued by a transaction longer than the
 * margin) waits for that one. A cursor lives ten times as long as passing the entries took, so this takes a tenth of the
 * time, and {@link #LONGEST} at most. Once a claim from it got less than it asked for it lives only twice as long as that
 * took, because then slots are idle and what stands before it is missed.
 *
 * <p>Thread-safe. Of two claims at once the later one to end leaves its cursor. What the other has claimed is passed once
 * more, or, if it was rolled back, is left for the next claim from the beginning.
 */
final class ClaimCursors {
    /** About three milliseconds' worth. */
    private static final long MANY = 10_000;

    /** Ten times what it takes to pass an entry. */
    private static final Duration REST_PER_ENTRY = Duration.ofNanos(2_500);

    /** While slots are idle a cursor lives this part of its time. */
    private static final int SOONER = 5;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofSeconds(2);
    private static final int PRIORITIES = 10;
    private static final UUID FIRST_ID = new UUID(0, 0);
    private static final Key BEGINNING = new Key(Long.MIN_VALUE, FIRST_ID);

    private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();

    /** A place in the order of claims within one priority. */
    private record Key(long due, UUID id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Ids.ORDER.compare(id, other.id);
        }
    }

    /**
     * @param soon when it ends once a claim got less than it asked for
     * @param until when it ends otherwise
     * @param places of each priority the key from which to go on
     */
    private record Cursor(Instant since, Instant soon, Instant until, List<Key> places) {
        static Cursor after(long passed, Instant now) {
            Duration rest = REST_PER_ENTRY.multipliedBy(Math.min(passed, LONGEST.dividedBy(REST_PER_ENTRY)));
            Key[] places = new Key[PRIORITIES];
            Arrays.fill(places, BEGINNING);
            return new Cursor(now, now.plus(rest.dividedBy(SOONER)), now.plus(rest), List.of(places));
        }

        /** A clock that was set back makes it end at once. */
        boolean isLive(Instant now) {
            return !now.isBefore(since) && now.isBefore(until);
        }

        /** @param jobs what a claim from here has got, in order; {@code all} when there was no more */
        Cursor advanced(List<ClaimedJob> jobs, boolean all, Instant now) {
            Key recent = new Key(Micros.of(now.minus(MARGIN)), FIRST_ID);
            int reached = all ? 0 : jobs.getLast().spec().priority();
            Key[] seen = new Key[PRIORITIES];
            Arrays.fill(seen, reached, PRIORITIES, recent);
            // In order, so the last one of each priority stays.
            jobs.forEach(job -> seen[job.spec().priority()] = earlier(key(job), recent));
            Key[] next = places.toArray(Key[]::new);
            for (int priority = reached; priority < PRIORITIES; priority++) {
                next[priority] = seen[priority].compareTo(next[priority]) > 0 ? seen[priority] : next[priority];
            }
            return new Cursor(since, soon, all ? soon : until, List.of(next));
        }

        private static Key key(ClaimedJob job) {
            return new Key(Micros.of(job.due()), job.spec().id());
        }

        private static Key earlier(Key one, Key other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /** Whether a claim from this queue is to go on from {@link #places}. */
    boolean has(String queue, Instant now) {
        return live(queue, now) != null;
    }

    private @Nullable Cursor live(String queue, Instant now) {
        Cursor cursor = cursors.get(queue);
        return cursor == null || !cursor.isLive(now) ? null : cursor;
    }

    /** Queue, priority, due and id of the places from which to go on, higher priorities first. */
    Rows places(Iterable<Demand> demands, Instant now) {
        Rows rows = new Rows();
        for (Demand demand : demands) {
            Cursor cursor = live(demand.queue(), now);
            for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
                Key key = cursor == null ? BEGINNING : cursor.places().get(priority);
                rows.add(demand.queue(), (long) priority, key.due(), key.id());
            }
        }
        return rows;
    }

    /**
     * Remembers what a claim has seen.
     *
     * @param passed index entries that it passed in vain, of all its queues together; when it went on from a cursor this
     *     does not matter
     * @param jobs what it got from this queue, in order
     */
    void claimed(Demand demand, long passed, List<ClaimedJob> jobs, Instant now) {
        Cursor before = live(demand.queue(), now);
        if (before == null) {
            cursors.values().removeIf(cursor -> !cursor.isLive(now));
            if (passed < MANY) {
                return;
            }
            before = Cursor.after(passed, now);
        }
        cursors.put(demand.queue(), before.advanced(jobs, jobs.size() < demand.max(), now));
    }
}
