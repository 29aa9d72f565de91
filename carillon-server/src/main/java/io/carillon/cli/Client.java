package io.carillon.cli;

import io.carillon.Carillon;
import io.carillon.Scheduler;
import io.carillon.server.Configuration;
import io.carillon.server.HelloJob;
import io.carillon.server.ServerFile;
import io.carillon.server.ServerSettings;
import io.carillon.server.ServerSettings.StoreSettings;
import io.carillon.server.Stores;
import io.carillon.spi.Store;
import io.carillon.tasks.CommandTypes;
import io.carillon.web.api.Api;
import java.nio.file.Files;
import java.util.Optional;

/**
 * What a command speaks to: the server that works on the store it means, else that store itself, so that both answer the
 * same.
 */
final class Client implements AutoCloseable {
    private final Api api;
    private final Runnable closing;

    private Client(Api api, Runnable closing) {
        this.api = api;
        this.closing = closing;
    }

    private static Client remote(RemoteApi server) {
        return new Client(server, server::close);
    }

    /**
     * Finds the server, or opens the store.
     *
     * @param mayCreate whether a store that is not there yet is made; otherwise that is an error, as a store made by a
     *     question would only hide a mistyped folder
     */
    static Client open(ClientOptions options, Terminal terminal, boolean mayCreate) throws InterruptedException {
        if (options.url != null) {
            return remote(new RemoteApi(options.url));
        }
        ServerSettings settings =
                Configuration.load(options.apply(terminal.options())).settings();
        StoreSettings store = settings.store();
        Optional<RemoteApi> server = ServerFile.find(store.data())
                .filter(file -> file.store().equals(store.name()))
                .map(file -> new RemoteApi(file.url()))
                .filter(RemoteApi::answers);
        if (server.isPresent()) {
            return remote(server.get());
        }
        if (!mayCreate && store.url() == null && !Files.exists(store.data())) {
            throw new FailedException("no server runs and there is no data folder " + store.data()
                    + ": start './carillon server', or name the folder with --data or the server with --url");
        }
        return direct(settings, Stores.open(store, terminal::say));
    }

    private static Client direct(ServerSettings settings, Store store) {
        Scheduler scheduler = Carillon.builder()
                .store(store)
                .zone(settings.engine().zone())
                .commands(new CommandTypes(settings.shellEnabled()))
                .build();
        scheduler.register("hello_job", HelloJob::new);
        return new Client(Api.of(scheduler, settings.engine().zone()), scheduler::close);
    }

    Api api() {
        return api;
    }

    @Override
    public void close() {
        closing.run();
    }
}
