package io.carillon.benchmarks;

/** One way of doing background work, set up as its own users would do it. */
interface Subject {
    /** As in results and in {@code --peers}. */
    String name();

    /** Whether it works on such a database. */
    boolean worksOn(Kind kind);

    /** Whether it runs a dead process's jobs again within minutes, at its defaults. */
    boolean rescues();

    /** Whether it takes a hundred thousand schedules within minutes. */
    default boolean takesManySchedules() {
        return true;
    }

    /** The shortest period it allows a schedule. */
    default int shortestPeriodSeconds() {
        return 1;
    }

    /** Makes the tables in an empty database, or takes those that are there, and stands ready; does no work yet. */
    Engine open(Place place, Options options) throws Exception;

    /**
     * How it is set up.
     *
     * @param slots most jobs at once
     * @param tuned the best published settings; otherwise what it comes with, and then {@code slots} is its default
     */
    record Options(int slots, boolean tuned) {
        static final Options DEFAULTS = new Options(0, false);

        static Options tuned(int slots) {
            return new Options(slots, true);
        }
    }
}
