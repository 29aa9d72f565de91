package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What must be true of the tables between any two transactions, whatever failed or died. */
final class Soundness {
    private static final String JOBS = """
            (select id, 'ready' as phase, queue, unique_key, serial_key, null as status from carillon_ready
             union all select id, 'future', queue, unique_key, serial_key, null from carillon_future
             union all select id, case when parked_for is null then 'blocked' else 'parked' end, queue, unique_key,
                 serial_key, null from carillon_blocked
             union all select id, 'running', queue, unique_key, serial_key, null from carillon_running
             union all select id, 'finished', queue, unique_key, serial_key, status from carillon_finished)""";

    private record Rule(String says, String offenders) {}

    private static final List<Rule> RULES = List.of(
            new Rule("a job is in one phase", "select count(*) from " + JOBS + " j group by id having count(*) > 1"),
            new Rule(
                    "a live job holds its unique key",
                    "select 1 from " + JOBS
                            + " j where phase <> 'finished' and unique_key is not null and not exists"
                            + " (select 1 from carillon_unique_key k where k.key = j.unique_key and k.job_id = j.id)"),
            new Rule(
                    "a unique key is held by a live job that has it",
                    "select 1 from carillon_unique_key k where not exists (select 1 from " + JOBS
                            + " j where j.id = k.job_id and j.unique_key = k.key and j.phase <> 'finished')"),
            new Rule(
                    "what is ready or runs has been admitted to its serial key",
                    "select 1 from " + JOBS
                            + " j where phase in ('ready', 'running', 'parked') and serial_key is not null and not exists"
                            + " (select 1 from carillon_serial_key k where k.key = j.serial_key and k.job_id = j.id)"),
            new Rule(
                    "a serial key is held by a live job that has it and does not wait for it",
                    "select 1 from carillon_serial_key k where not exists (select 1 from " + JOBS
                            + " j where j.id = k.job_id and j.serial_key = k.key and j.phase not in ('finished', 'blocked'))"),
            new Rule(
                    "who is blocked waits for somebody",
                    "select 1 from " + JOBS + " j where phase = 'blocked' and not exists"
                            + " (select 1 from carillon_serial_key k where k.key = j.serial_key)"),
            new Rule(
                    "finished jobs are counted",
                    "select 1 from (select queue, status, sum(n) as n from ("
                            + "select queue, status, -1 as n from carillon_finished"
                            + " union all select queue, status, n from carillon_tally) t"
                            + " group by queue, status) s where n <> 0"),
            new Rule(
                    "attempts and logs belong to a job",
                    "select 1 from (select job_id from carillon_attempt union select job_id from carillon_log) o"
                            + " where not exists (select 1 from " + JOBS + " j where j.id = o.job_id)"));

    private Soundness() {}

    static void check(JdbcStore store) {
        for (Rule rule : RULES) {
            List<Long> offenders =
                    store.database().read(session -> session.list(Sql.of("soundness", rule.offenders()), Row::number));
            assertThat(offenders).as(rule.says()).isEmpty();
        }
    }
}
