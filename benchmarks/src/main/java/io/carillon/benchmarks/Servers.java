package io.carillon.benchmarks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The databases of one run; they are cleaned up even when it is broken off by Ctrl-C. */
final class Servers implements AutoCloseable {
    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private final Thread whenBrokenOff = new Thread(this::closeAll);

    Servers() {
        Runtime.getRuntime().addShutdownHook(whenBrokenOff);
    }

    void add(Server server) {
        servers.add(server);
    }

    List<Server> all() {
        return List.copyOf(servers);
    }

    @Override
    public void close() {
        closeAll();
        Runtime.getRuntime().removeShutdownHook(whenBrokenOff);
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
