package io.carillon.benchmarks;

import java.sql.SQLException;

/** Where databases come from. */
interface Server extends AutoCloseable {
    Kind kind();

    /** What people should know of it: version and settings that matter. */
    String description();

    /** Makes an empty database. */
    Place place() throws Exception;

    /** Removes a database with all that it holds. */
    void remove(Place place) throws Exception;

    /** Does what is left to be done after a large load, so that no measurement pays for it. */
    default void calm(Place place) throws SQLException {}

    /** What has been used so far: statements in this database, the rest by the whole server. */
    Usage usage(Place place) throws Exception;

    @Override
    void close() throws Exception;

    /**
     * What a database has used since it began; a difference of two says what something cost.
     *
     * @param cpuNanos of its processes; NaN when it has none of its own or they run on another machine
     * @param statements sent to it; NaN when it does not count them
     * @param walBytes written ahead; NaN when it does not say
     */
    record Usage(double cpuNanos, double statements, double walBytes) {
        static final Usage UNKNOWN = new Usage(Double.NaN, Double.NaN, Double.NaN);

        Usage since(Usage before) {
            return new Usage(cpuNanos - before.cpuNanos, statements - before.statements, walBytes - before.walBytes);
        }
    }
}
