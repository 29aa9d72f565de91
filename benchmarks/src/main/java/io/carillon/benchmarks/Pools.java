package io.carillon.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connection pools for subjects that want one. */
final class Pools {
    private Pools() {}

    /** One durable connection of a user's. */
    static Connection connect(Place place) throws SQLException {
        return DriverManager.getConnection(url(place));
    }

    private static String url(Place place) {
        return place.kind() == Kind.SQLITE ? SqliteServer.durable(place) : place.url();
    }

    static HikariDataSource open(Place place, int connections) {
        return new HikariDataSource(config(place, connections));
    }

    /** @param settings what each connection begins with */
    static HikariDataSource open(Place place, int connections, String settings) {
        HikariConfig config = config(place, connections);
        config.setConnectionInitSql(settings);
        return new HikariDataSource(config);
    }

    private static HikariConfig config(Place place, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(place));
        config.setMaximumPoolSize(connections);
        return config;
    }
}
