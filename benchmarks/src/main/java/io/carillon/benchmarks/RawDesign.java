package io.carillon.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * How a loop of plain SQL keeps jobs. All keep the whole job as history, and each claim and each completion is a durable
 * commit of its own; they differ in what a claim writes.
 */
enum RawDesign {
    /**
     * The least that can be done: one worker owns the queue, so that a claim is a read from the last key on, and writes
     * nothing. History has no key.
     */
    OWNED("raw"),
    /** A claim moves rows from ready to running, a completion to history, which has a primary key. */
    MOVE("raw-move"),
    /** A claim updates each row, with {@code skip locked} where there is such a thing; history has a primary key. */
    CLASSIC("raw-classic");

    /** {@code rank} is 9 - priority, so that one index is the order of claims. */
    private static final String COLUMNS =
            "id bigint primary key, queue text not null, rank integer not null, due bigint not null,"
                    + " payload text not null";

    /** As tables want it through which rows pass, Carillon's too: vacuum by the number of dead rows, without pauses. */
    private static final String PASSING = " with (autovacuum_vacuum_scale_factor = 0,"
            + " autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false)";

    private static final String ROW = "id, queue, rank, due, payload";

    private final String subject;

    RawDesign(String subject) {
        this.subject = subject;
    }

    String subject() {
        return subject;
    }

    List<String> tables(Kind kind) {
        String passing = kind == Kind.POSTGRES ? PASSING : "";
        String history = this == OWNED ? COLUMNS.replace("primary key", "not null") : COLUMNS;
        return switch (this) {
            case OWNED ->
                List.of(
                        "create table ready (" + COLUMNS + ")" + passing,
                        "create index ready_claim on ready (queue, rank, due, id)",
                        "create table history (" + history + ", completed_at bigint not null)");
            case MOVE ->
                List.of(
                        "create table ready (" + COLUMNS + ")" + passing,
                        "create index ready_claim on ready (queue, rank, due, id)",
                        "create table running (" + COLUMNS + ")" + passing,
                        "create table history (" + history + ", completed_at bigint not null)");
            case CLASSIC ->
                List.of(
                        "create table ready (" + COLUMNS + ", state text not null default 'ready')" + passing,
                        "create index ready_claim on ready (queue, rank, due, id) where state = 'ready'",
                        "create table history (" + history + ", completed_at bigint not null)");
        };
    }

    /** Statements of one claim, in one transaction; the last answers with ids and payloads. */
    List<String> claim(Kind kind, int batch) {
        String order = " order by rank, due, id limit " + batch;
        String skip = kind == Kind.POSTGRES ? " for update skip locked" : "";
        String first = "select id from ready where queue = 'default'" + order + skip;
        return switch (this) {
            case OWNED ->
                List.of(
                        "select id, payload, rank, due from ready where queue = 'default' and (rank, due, id) > (?, ?, ?)"
                                + order);
            case MOVE ->
                kind == Kind.POSTGRES
                        ? List.of("with picked as materialized (" + first + "), taken as (delete from ready r using"
                                + " picked p where r.id = p.id returning r.*) insert into running select " + ROW
                                + " from taken returning id, payload")
                        : List.of(
                                "insert into running select " + ROW + " from ready where queue = 'default'" + order,
                                "delete from ready where id in (select id from running)",
                                "select id, payload from running");
            case CLASSIC ->
                List.of("update ready set state = 'running' where id in ("
                        + first.replace("'default'", "'default' and state = 'ready'") + ") returning id, payload");
        };
    }

    /** Statements of one completion, in one transaction; each takes the ids. */
    List<String> complete(Kind kind) {
        String from = this == MOVE ? "running" : "ready";
        if (kind == Kind.POSTGRES) {
            return List.of("with gone as (delete from " + from + " where id = any(?) returning *) insert into history"
                    + " select " + ROW + ", " + System.currentTimeMillis() + " from gone");
        }
        String these = " where id in (select value from json_each(?))";
        return List.of(
                "insert into history select " + ROW + ", " + System.currentTimeMillis() + " from " + from + these,
                "delete from " + from + these);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
