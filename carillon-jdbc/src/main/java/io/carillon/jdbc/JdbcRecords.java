package io.carillon.jdbc;

import io.carillon.spi.Store.Record;
import io.carillon.spi.Store.Records;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small versioned values. An expired one counts as gone at once and is swept by the next put of its kind. */
final class JdbcRecords implements Records {
    private static final Sql SWEEP =
            Sql.of("records.sweep", "delete from carillon_record where kind = ? and expires <= ?");

    private static final Sql PUT = Sql.of("records.put", """
            insert into carillon_record (kind, key, value, version, expires) values (?, ?, ?, 1, ?)
            on conflict (kind, key) do update set value = excluded.value, expires = excluded.expires,
                version = carillon_record.version + 1
            returning version
            """);

    private static final Sql CREATE = Sql.of("records.create", """
            insert into carillon_record (kind, key, value, version, expires) values (?, ?, ?, 1, ?)
            on conflict (kind, key) do nothing returning version
            """);

    private static final Sql REPLACE = Sql.of("records.replace", """
            update carillon_record set value = ?, expires = ?, version = version + 1
            where kind = ? and key = ? and version = ? returning version
            """);

    private static final Sql GET = Sql.of("records.get", """
            select kind, key, value, version, expires from carillon_record
            where kind = ? and key = ? and (expires is null or expires > ?)
            """);

    private static final Sql LIST = Sql.of("records.list", """
            select kind, key, value, version, expires from carillon_record
            where kind = ? and key > ? and (expires is null or expires > ?) order by key limit ?
            """);

    private static final Sql LIST_ALL = Sql.of("records.list-all", """
            select kind, key, value, version, expires from carillon_record
            where kind = ? and (expires is null or expires > ?) order by key limit ?
            """);

    private static final Sql DELETE =
            Sql.of("records.delete", "delete from carillon_record where kind = ? and key = ?");

    private static final Row.Reader<Record> RECORD =
            row -> new Record(row.text(), row.text(), row.text(), row.number(), row.optionalInstant());

    private final Database database;

    JdbcRecords(Database database) {
        this.database = database;
    }

    @Override
    public long put(
            String kind,
            String key,
            String value,
            @Nullable Instant expires,
            @Nullable Long expectedVersion,
            Instant now) {
        return database.write(session -> {
            session.update(SWEEP, kind, now);
            Long version;
            if (expectedVersion == null) {
                version = session.first(PUT, Row::number, kind, key, value, expires);
            } else if (expectedVersion == 0) {
                version = session.first(CREATE, Row::number, kind, key, value, expires);
            } else {
                version = session.first(REPLACE, Row::number, value, expires, kind, key, expectedVersion);
            }
            return version == null ? 0 : version;
        });
    }

    @Override
    public @Nullable Record get(String kind, String key, Instant now) {
        return database.read(session -> session.first(GET, RECORD, kind, key, now));
    }

    @Override
    public List<Record> list(String kind, @Nullable String afterKey, int limit, Instant now) {
        return database.read(session -> afterKey == null
                ? session.list(LIST_ALL, RECORD, kind, now, limit)
                : session.list(LIST, RECORD, kind, afterKey, now, limit));
    }

    @Override
    public boolean delete(String kind, String key) {
        return database.each(session -> session.update(DELETE, kind, key)) > 0;
    }
}
