package io.carillon.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a database looks when each quarter of a run is over, and what a job has left there in the end. However long a run
 * is, it is looked at as often.
 */
final class Shapes {
    private static final int PARTS = 4;
    private static final double MIB = 1 << 20;

    /** Tables and indexes but those of finished jobs: history grows with each job, these should not. */
    private static final String TABLES = "select coalesce(sum(pg_total_relation_size(relid)), 0)"
            + " from pg_stat_user_tables where relname <> 'carillon_finished'";

    private static final String DEAD = "select coalesce(sum(n_dead_tup), 0) from pg_stat_user_tables";
    private static final String DATABASE = "select pg_database_size(current_database())";
    private static final String FILE = "select page_count * page_size from pragma_page_count(), pragma_page_size()";

    private final Place place;
    private final long emptyBytes;
    private final List<Value> values = new ArrayList<>();
    private int looked;

    /** Looks at a database that is still empty. */
    Shapes(Place place) throws SQLException {
        this.place = place;
        emptyBytes = bytes();
    }

    private long bytes() throws SQLException {
        return place.number(place.kind() == Kind.SQLITE ? FILE : DATABASE);
    }

    /**
     * Looks if another quarter is over.
     *
     * @param share of the run that is over, 0-1 or more
     */
    void look(double share) throws SQLException {
        if (looked == PARTS || share * PARTS < looked + 1) {
            return;
        }
        looked++;
        String when = "_at_" + 100 * looked / PARTS + "%";
        if (place.kind() == Kind.SQLITE) {
            values.add(new Value("file" + when, bytes() / MIB, "MiB"));
        } else {
            values.add(new Value("tables" + when, place.number(TABLES) / MIB, "MiB"));
            values.add(new Value("dead" + when, place.number(DEAD), "rows"));
        }
    }

    /** What was seen, in order of time, each kind by itself; and what each of so many jobs has left. */
    List<Value> values(long jobs) throws SQLException {
        List<Value> all = new ArrayList<>();
        for (String kind : List.of("file", "tables", "dead")) {
            values.stream().filter(value -> value.metric().startsWith(kind)).forEach(all::add);
        }
        all.add(new Value("left", (double) (bytes() - emptyBytes) / jobs, "B/job"));
        return all;
    }
}
