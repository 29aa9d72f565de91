package io.carillon.benchmarks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The databases of one run; they are cleaned up even when it is broken off by Ctrl-C. */
final class Servers implements AutoCloseable {
    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private final AtExit whenBrokenOff = AtExit.call(this::closeAll);

    void add(Server server) {
        servers.add(server);
        if (servers.stream().filter(one -> one.kind() == server.kind()).count() > 1) {
            throw new BadUsage("--store: expected one database of a kind, got two of "
                    + server.kind().word() + "; measure one after the other");
        }
    }

    List<Server> all() {
        return List.copyOf(servers);
    }

    @Override
    public void close() {
        // In this order: it is always closed by one of the two.
        whenBrokenOff.close();
        closeAll();
    }

    private void closeAll() {
        for (Server server : servers) {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("carillon: " + server.kind().word() + " was not cleaned up: " + e.getMessage());
            }
        }
    }
}
