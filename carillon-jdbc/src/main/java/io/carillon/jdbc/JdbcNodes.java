package io.carillon.jdbc;

import io.carillon.Node;
import io.carillon.spi.Store.Beat;
import io.carillon.spi.Store.Nodes;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Nodes and their leases. */
final class JdbcNodes implements Nodes {
    private static final Sql REGISTER = Sql.of("nodes.register", """
            insert into carillon_node
                (id, host, pid, version, started_at, lease_until, state, slots, running, tasks, queues)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set host = excluded.host, pid = excluded.pid, version = excluded.version,
                started_at = excluded.started_at, lease_until = excluded.lease_until, state = excluded.state,
                slots = excluded.slots, running = excluded.running, tasks = excluded.tasks, queues = excluded.queues
            """);

    private static final Sql RENEW = Sql.of(
            "nodes.renew",
            "update carillon_node set lease_until = ?, running = ? where id = ? and lease_until > ? returning state");

    private static final Sql STATE = Sql.of("nodes.state", "select state from carillon_node where id = ?");

    private static final Sql CANCELLED =
            Sql.of("nodes.cancelled", "select id from carillon_running where node = ? and cancel is not null");

    private static final Sql LIST = Sql.of("nodes.list", """
            select id, host, pid, version, started_at, lease_until, state, slots, running, tasks, queues
            from carillon_node order by id
            """);

    private static final Sql CHANGE = Sql.of("nodes.change", "update carillon_node set state = ? where id = ?");

    private static final Sql REMOVE = Sql.of("nodes.remove", "delete from carillon_node where id = ?");

    private final Database database;

    JdbcNodes(Database database) {
        this.database = database;
    }

    @Override
    public void register(Node node) {
        database.each(session -> session.update(
                REGISTER,
                node.id(),
                node.host(),
                node.pid(),
                node.version(),
                node.startedAt(),
                node.leaseUntil(),
                text(node.state()),
                node.slots(),
                node.running(),
                sorted(node.tasks()),
                sorted(node.queues())));
    }

    private static String sorted(Collection<String> names) {
        return Json.names(names.stream().sorted().toList());
    }

    @Override
    public Beat keepAlive(String node, Instant now, Instant until, int running) {
        return database.each(session -> {
            Node.State state = session.first(RENEW, JdbcNodes::state, until, running, node, now);
            if (state != null) {
                List<UUID> cancel = session.list(CANCELLED, Row::id, node);
                return new Beat(true, state, cancel);
            }
            Node.State lost = session.first(STATE, JdbcNodes::state, node);
            return new Beat(false, lost == null ? Node.State.DRAINING : lost, List.of());
        });
    }

    @Override
    public List<Node> list() {
        return database.read(session -> session.list(LIST, JdbcNodes::node));
    }

    private static Node node(Row row) throws SQLException {
        return new Node(
                row.text(),
                row.text(),
                row.number(),
                row.text(),
                row.instant(),
                row.instant(),
                state(row),
                row.integer(),
                row.integer(),
                Set.copyOf(Json.names(row.text())),
                Set.copyOf(Json.names(row.text())));
    }

    private static Node.State state(Row row) throws SQLException {
        return Node.State.valueOf(row.text().toUpperCase(Locale.ROOT));
    }

    private static String text(Node.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean change(String node, Node.State state) {
        return database.each(session -> session.update(CHANGE, text(state), node)) > 0;
    }

    @Override
    public void remove(String node) {
        database.each(session -> session.update(REMOVE, node));
    }
}
