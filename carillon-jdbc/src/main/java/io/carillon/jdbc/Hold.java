package io.carillon.jdbc;

import io.carillon.spi.Settlement;
import java.sql.SQLException;
import java.util.UUID;

/** One claim of a job: what a settle or a checkpoint must name. */
record Hold(UUID id, long fence) {
    static Hold of(Settlement end) {
        return new Hold(end.id(), end.fence());
    }

    static Hold read(Row row) throws SQLException {
        return new Hold(row.id(), row.number());
    }
}
