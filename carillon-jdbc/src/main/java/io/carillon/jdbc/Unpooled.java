package io.carillon.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * What a HikariCP pool takes its connections from. The application's pool is the application's: the store must neither
 * hold its connections for long nor leave other settings on them.
 */
final class Unpooled {
    private Unpooled() {}

    static DataSource of(DataSource source) {
        try {
            if (!source.isWrapperFor(HikariDataSource.class)) {
                return source;
            }
            HikariConfig options = new HikariConfig();
            source.unwrap(HikariDataSource.class).copyStateTo(options);
            DataSource inner = options.getDataSource();
            if (inner != null) {
                return inner;
            }
            return options.getJdbcUrl() == null ? source : byUrl(options);
        } catch (SQLException e) {
            return source;
        }
    }

    private static DataSource byUrl(HikariConfig options) {
        Properties properties = new Properties();
        properties.putAll(options.getDataSourceProperties());
        if (options.getUsername() != null) {
            properties.setProperty("user", options.getUsername());
        }
        if (options.getPassword() != null) {
            properties.setProperty("password", options.getPassword());
        }
        String url = options.getJdbcUrl();
        return new OpenedConnections(() -> DriverManager.getConnection(url, properties));
    }
}
