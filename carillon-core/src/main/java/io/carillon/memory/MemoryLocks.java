package io.carillon.memory;

import io.carillon.spi.Store.Lock;
import io.carillon.spi.Store.Locks;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Named leases. A lock that was given back keeps its row, and with it its token. */
final class MemoryLocks implements Locks {
    private final Object lock;
    private final Rules rules;
    private final NavigableMap<String, Lock> locks = new TreeMap<>();

    MemoryLocks(Object lock, Rules rules) {
        this.lock = lock;
        this.rules = rules;
    }

    @Override
    public @Nullable Lock acquire(String name, String owner, Instant now, Instant until) {
        synchronized (lock) {
            Lock old = locks.get(name);
            boolean taken = old != null && old.until().isAfter(now);
            if (old != null && taken && !old.owner().equals(owner)) {
                return null;
            }
            long token = old == null ? 0 : old.token();
            Lock held = new Lock(name, owner, until, taken ? token : rules.nextToken(token));
            locks.put(name, held);
            return held;
        }
    }

    @Override
    public boolean release(String name, long token) {
        synchronized (lock) {
            Lock held = locks.get(name);
            if (held == null || held.token() != token || held.until().equals(Instant.MIN)) {
                return false;
            }
            locks.put(name, new Lock(name, held.owner(), Instant.MIN, token));
            return true;
        }
    }

    @Override
    public List<Lock> list(Instant now) {
        synchronized (lock) {
            return locks.values().stream()
                    .filter(held -> held.until().isAfter(now))
                    .toList();
        }
    }
}
