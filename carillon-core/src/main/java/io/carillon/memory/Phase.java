package io.carillon.memory;

/** Where a job stands, as the picture in {@link io.carillon.spi.JobStore} has it. */
enum Phase {
    /** May be claimed. */
    READY,
    /** Becomes ready when it is due. */
    FUTURE,
    /** Due, but another job holds its serial key. */
    BLOCKED,
    /** Due, but the node that claimed it has no handler for its task; keeps its serial key. */
    PARKED,
    /** Held by a node. */
    RUNNING,
    /** Ended; only an explicit retry makes it live again. */
    FINISHED
}
