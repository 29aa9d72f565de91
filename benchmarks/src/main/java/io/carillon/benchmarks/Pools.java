package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Connection pools for subjects that want one. */
final class Pools {
    private Pools() {}

    static HikariDataSource open(Place place, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(place.kind() == Kind.SQLITE ? SqliteServer.durable(place) : place.url());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
