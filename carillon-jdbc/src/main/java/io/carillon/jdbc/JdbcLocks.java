package io.carillon.jdbc;

import io.carillon.spi.Store.Lock;
import io.carillon.spi.Store.Locks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named leases, each operation one statement. A lock that was given back keeps its row, and with it its token. */
final class JdbcLocks implements Locks {
    private static final Sql ACQUIRE = Sql.of("locks.acquire", """
            insert into carillon_lock (name, owner, lease_until, token) values (?, ?, ?, 1)
            on conflict (name) do update set owner = excluded.owner, lease_until = excluded.lease_until,
                token = carillon_lock.token + case when carillon_lock.lease_until > ? then 0 else 1 end
            where carillon_lock.owner = excluded.owner or carillon_lock.lease_until <= ?
            returning name, owner, lease_until, token
            """);

    private static final Sql RELEASE = Sql.of(
            "locks.release",
            "update carillon_lock set lease_until = ? where name = ? and token = ? and lease_until <> ?");

    private static final Sql LIST = Sql.of(
            "locks.list",
            "select name, owner, lease_until, token from carillon_lock where lease_until > ? order by name");

    private static final Row.Reader<Lock> LOCK = row -> new Lock(row.text(), row.text(), row.instant(), row.number());

    private final Database database;

    JdbcLocks(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable Lock acquire(String name, String owner, Instant now, Instant until) {
        return database.each(session -> session.first(ACQUIRE, LOCK, name, owner, until, now, now));
    }

    @Override
    public boolean release(String name, long token) {
        return database.each(session -> session.update(RELEASE, Instant.MIN, name, token, Instant.MIN)) > 0;
    }

    @Override
    public List<Lock> list(Instant now) {
        return database.read(session -> session.list(LIST, LOCK, now));
    }
}
