package io.carillon.memory;

import io.carillon.spi.Store.Record;
import io.carillon.spi.Store.Records;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Small versioned values. An expired one counts as gone at once and is swept by the next put of its kind. */
final class MemoryRecords implements Records {
    private final Object lock;
    private final Rules rules;
    private final Map<String, NavigableMap<String, Record>> kinds = new HashMap<>();

    MemoryRecords(Object lock, Rules rules) {
        this.lock = lock;
        this.rules = rules;
    }

    @Override
    public long put(
            String kind,
            String key,
            String value,
            @Nullable Instant expires,
            @Nullable Long expectedVersion,
            Instant now) {
        synchronized (lock) {
            NavigableMap<String, Record> records = kinds.computeIfAbsent(kind, unused -> new TreeMap<>());
            records.values().removeIf(record -> !lives(record, now));
            Record old = records.get(key);
            long version = old == null ? 0 : old.version();
            if (!rules.isExpected(expectedVersion, version)) {
                return 0;
            }
            records.put(key, new Record(kind, key, value, version + 1, expires));
            return version + 1;
        }
    }

    private static boolean lives(Record record, Instant now) {
        return record.expires() == null || record.expires().isAfter(now);
    }

    @Override
    public @Nullable Record get(String kind, String key, Instant now) {
        synchronized (lock) {
            Record record = of(kind).get(key);
            return record == null || !lives(record, now) ? null : record;
        }
    }

    @Override
    public List<Record> list(String kind, @Nullable String afterKey, int limit, Instant now) {
        synchronized (lock) {
            NavigableMap<String, Record> all = of(kind);
            NavigableMap<String, Record> rest = afterKey == null ? all : all.tailMap(afterKey, false);
            return rest.values().stream()
                    .filter(record -> lives(record, now))
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public boolean delete(String kind, String key) {
        synchronized (lock) {
            return of(kind).remove(key) != null;
        }
    }

    private NavigableMap<String, Record> of(String kind) {
        return kinds.getOrDefault(kind, new TreeMap<>());
    }
}
