package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.QueueConfig;
import io.carillon.ScheduleDefinition;
import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code carillon.jobs} and {@code carillon.queues}: each option as people write it, and each mistake with its place. */
class YamlDefinitionsTest {
    private static final Map<String, Function<ScheduleDefinition, Object>> OF_JOBS = Map.ofEntries(
            Map.entry(
                    "rule", job -> job.schedule().type() + " " + job.schedule().expression()),
            Map.entry("zone", job -> job.schedule().zone()),
            Map.entry("start", job -> job.schedule().startAt()),
            Map.entry("end", job -> job.schedule().endAt()),
            Map.entry("runs", job -> job.schedule().maxRuns().orElse(0)),
            Map.entry("jitter", job -> job.schedule().jitter()),
            Map.entry("gap", job -> job.schedule().gap()),
            Map.entry("calendars", job -> job.schedule().calendars()),
            Map.entry("enabled", ScheduleDefinition::enabled),
            Map.entry("unique", ScheduleDefinition::unique),
            Map.entry("overlap", ScheduleDefinition::overlap),
            Map.entry("misfire", ScheduleDefinition::misfire),
            Map.entry("description", ScheduleDefinition::description),
            Map.entry("tags", ScheduleDefinition::tags),
            Map.entry("task", job -> job.job().task()),
            Map.entry("command", job -> job.job().command()),
            Map.entry("params", job -> job.job().params()),
            Map.entry("queue", job -> job.job().queue()),
            Map.entry("priority", job -> job.job().priority()),
            Map.entry("timeout", job -> job.job().timeout()),
            Map.entry("retries", job -> job.job().retry().maxRetries()),
            Map.entry("delay", job -> job.job().retry().delay()),
            Map.entry("backoff", job -> job.job().retry().backoff()));

    private static final Map<String, Function<QueueConfig, Object>> OF_QUEUES = Map.of(
            "size", QueueConfig::maxSize,
            "workers", QueueConfig::workers,
            "limit", QueueConfig::limit,
            "timeout", QueueConfig::timeout,
            "retries", queue -> queue.retry().maxRetries(),
            "delay", queue -> queue.retry().delay(),
            "backoff", queue -> queue.retry().backoff());

    @TempDir
    Path folder;

    private Definitions load(String yaml) throws IOException {
        Files.writeString(folder.resolve("carillon.yaml"), yaml);
        return Configuration.load(new ConfigOptions(null, List.of(), Map.of(), Map.of(), folder))
                .whole()
                .definitions();
    }

    private List<FieldError> refusals(String yaml) {
        InvalidDocumentException refused = catchThrowableOfType(InvalidDocumentException.class, () -> load(yaml));
        assertThat(refused).as(yaml).isNotNull();
        return refused.errors();
    }

    private static String job(String line) {
        return "carillon:\n  zone: UTC\n  jobs:\n  - name: hello_job\n    type: daily\n    schedule: 02:00\n    " + line
                + "\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            enabled: false                    | enabled     | false
            enabled: off                      | enabled     | false
            enabled: 0                        | enabled     | false
            zone: Asia/Tokyo                  | zone        | Asia/Tokyo
            queue: mail                       | queue       | mail
            queue: 12                         | queue       | 12
            priority: 9                       | priority    | 9
            priority: "9"                     | priority    | 9
            timeout: 30                       | timeout     | PT30S
            timeout: 1m30s                    | timeout     | PT1M30S
            timeout: 0.5                      | timeout     | PT0.5S
            max-retries: 5                    | retries     | 5
            max_retries: 5                    | retries     | 5
            maxRetries: 5                     | retries     | 5
            retry-delay: 2m                   | delay       | PT2M
            retryDelay: 5                     | backoff     | FIXED
            backoff: Exponential              | backoff     | EXPONENTIAL
            unique: no                        | unique      | false
            overlap: cancel-previous          | overlap     | CANCEL_PREVIOUS
            overlap: cancel_previous          | overlap     | CANCEL_PREVIOUS
            misfire: catch-up                 | misfire     | CATCH_UP
            jitter: 10s                       | jitter      | PT10S
            start-at: 2031-01-01T00:00:00Z    | start       | 2031-01-01T00:00:00Z
            end_at: 2041-01-01T00:00          | end         | 2041-01-01T00:00:00Z
            max-runs: 7                       | runs        | 7
            dst: {gap: run-after}             | gap         | RUN_AFTER
            calendars: SAT,SUN                | calendars   | [SAT, SUN]
            calendars: ["2030-12-25"]         | calendars   | [2030-12-25]
            tags: [a, b]                      | tags        | [a, b]
            tags: a, b                        | tags        | [a, b]
            description: on the hour          | description | on the hour
            description: 5                    | description | 5
            params: {to: [ann], at: 14:30}    | params      | {to=[ann], at=14:30}
            params: {fooBar: 1, foo_bar: 2}   | params      | {fooBar=1, foo_bar=2}
            params: {home: "${HOME}"}         | params      | {home=${HOME}}
            command: echo ${HOME}             | command     | echo ${HOME}
            task: other_job                   | task        | other_job
            """)
    void an_option_of_a_job_is_read_as_it_is_written(String line, String what, String expected) throws IOException {
        assertThat(load(job(line)).jobs())
                .singleElement()
                .satisfies(job -> assertThat(OF_JOBS.get(what).apply(job)).hasToString(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type: duration, schedule: 30      | duration 30
            type: duration, schedule: 30s     | duration 30s
            type: duration, schedule: PT90S   | duration PT90S
            type: cron, schedule: "*/5 * * * *" | cron */5 * * * *
            type: cron, schedule: "@daily"    | cron @daily
            type: daily, schedule: 02:00      | daily 02:00
            type: daily, schedule: 14:30:15   | daily 14:30:15
            type: weekly, schedule: "MON,FRI 09:00" | weekly MON,FRI 09:00
            type: monthly, schedule: L 23:30  | monthly L 23:30
            type: once, schedule: 2040-01-31T09:00:00Z | once 2040-01-31T09:00:00Z
            """)
    void a_rule_needs_no_quotes_where_yaml_needs_none(String rule, String expected) throws IOException {
        assertThat(load("carillon: {jobs: [{name: a, " + rule + "}]}\n").jobs())
                .singleElement()
                .satisfies(job -> assertThat(OF_JOBS.get("rule").apply(job)).isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            enabled: perhaps        | enabled      | true or false
            zone: Mars              | zone         | a time zone
            queue: a b              | queue        | letters, digits
            queue: [a]              | queue        | a text
            priority: 10            | priority     | a whole number 0-9
            priority: high          | priority     | a whole number 0-9
            timeout: 0              | timeout      | 1 ms to 366 days
            timeout: never          | timeout      | a duration such as
            max-retries: -1         | max-retries  | a whole number 0-10000
            maxRetries: many        | maxRetries   | a whole number 0-10000
            retry_delay: 367d       | retry_delay  | 366 days
            backoff: cubic          | backoff      | fixed, linear or exponential
            overlap: wait           | overlap      | one of skip, queue, allow, cancel_previous
            misfire: later          | misfire      | fire_once
            jitter: much            | jitter       | a duration such as
            start-at: soon          | start-at     | an instant such as
            max-runs: 0             | max-runs     | of 1 or more
            dst: skip               | dst          | an object
            calendars: [never]      | calendars    | weekdays
            tags: {a: b}            | tags         | a list of texts
            params: text            | params       | an object or a list
            command: [df]           | command      | a text
            description: [a]        | description  | a text
            comand: df              | comand       | 'command'
            retries: 3              | retries      | one of
            paused: true            | paused       | one of
            id: other               | id           | one of
            next-run: 2031-01-01T00:00:00Z | next-run | one of
            last_run: 2031-01-01T00:00:00Z | last_run | one of
            last-status: failed     | last-status  | one of
            source: api             | source       | one of
            """)
    void a_wrong_option_of_a_job_has_its_path_and_line(String line, String key, String expected) {
        assertThat(refusals(job(line))).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("carillon.jobs[0]." + key);
            assertThat(error.message())
                    .contains("expected ", expected, "got ")
                    .endsWith("[" + folder.resolve("carillon.yaml") + ":7]");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            jobs: 5                                  | carillon.jobs              | a list
            jobs: {a: b}                             | carillon.jobs              | a list
            jobs: [5]                                | carillon.jobs[0]           | an object
            jobs: [{type: daily, schedule: 02:00, command: x}] | carillon.jobs[0].name | a name
            jobs: [{name: a b, type: daily, schedule: 02:00, command: x}] | carillon.jobs[0].name | letters, digits
            jobs: [{name: a, schedule: 02:00}]       | carillon.jobs[0].type      | duration, cron, daily
            jobs: [{name: a, type: daily}]           | carillon.jobs[0].schedule  | when it fires
            jobs: [{name: a, type: hourly, schedule: 5}] | carillon.jobs[0].type  | duration, cron, daily
            jobs: [{name: a, type: cron, schedule: "61 * * * *"}] | carillon.jobs[0].schedule | 0-59
            jobs: [{name: a, type: cron, schedule: "* * * *"}] | carillon.jobs[0].schedule | 5 fields
            jobs: [{name: a, type: daily, schedule: 02:00}, {name: a, type: daily, schedule: 03:00}] | carillon.jobs[1].name | a name that jobs[0] does not have
            jobs: [{name: a, task: b, command: c, type: daily, schedule: 02:00}] | carillon.jobs[0].command | either task or command
            queues: 5                                | carillon.queues            | an object with a name for each entry
            queues: [a]                              | carillon.queues            | an object with a name for each entry
            queues: {mail: 5}                        | carillon.queues.mail       | an object
            queues: {a b: {}}                        | carillon.queues            | letters, digits
            queues: {mail: {max-size: 0}}            | carillon.queues.mail.max-size | of 1 or more
            queues: {mail: {workers: many}}          | carillon.queues.mail.workers | of 1 or more
            queues: {mail: {timeout: 0}}             | carillon.queues.mail.timeout | 1 ms to 366 days
            queues: {mail: {retry: 3}}               | carillon.queues.mail.retry | an object
            queues: {mail: {retry: {delay: x}}}      | carillon.queues.mail.retry.delay | a duration such as
            queues: {mail: {worker: 5}}              | carillon.queues.mail.worker | 'workers'
            queues: {mail: {paused: true}}           | carillon.queues.mail.paused | one of
            queues: {mail: {name: other}}            | carillon.queues.mail.name  | one of
            queues: {mail: {retry: {}, retry-policy: {}}} | carillon.queues.mail.retry | either retry or retry_policy
            """)
    void a_definition_that_cannot_be_meant_has_its_path(String yaml, String field, String expected) {
        assertThat(refusals("carillon:\n  " + yaml + "\n")).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.message()).contains(expected, "carillon.yaml:2");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max-size: 100                  | size    | 100
            max_size: 100                  | size    | 100
            maxSize: "100"                 | size    | 100
            workers: 5                     | workers | 5
            limit: 2                       | limit   | 2
            timeout: 30s                   | timeout | PT30S
            timeout: 30                    | timeout | PT30S
            retry: {max-retries: 3}        | retries | 3
            retry_policy: {maxRetries: 3}  | retries | 3
            retryPolicy: {delay: 5s}       | delay   | PT5S
            retry: {delay: 5}              | delay   | PT5S
            retry: {backoff: exponential}  | backoff | EXPONENTIAL
            """)
    void an_option_of_a_queue_is_read_as_it_is_written(String line, String what, String expected) throws IOException {
        Map<String, QueueConfig> queues = load("carillon:\n  queues:\n    high_priority: {" + line + "}\n")
                .queues();
        assertThat(queues).containsOnlyKeys("high_priority");
        assertThat(OF_QUEUES.get(what).apply(queues.get("high_priority"))).hasToString(expected);
    }

    @Test
    void a_queue_may_be_named_without_options() throws IOException {
        assertThat(load("carillon:\n  queues:\n    mail:\n    highPriority: {}\n")
                        .queues())
                .containsOnlyKeys("mail", "highPriority")
                .containsValue(QueueConfig.DEFAULT);
    }

    @Test
    void a_job_without_a_command_runs_the_task_that_has_its_name() throws IOException {
        List<Object> tasks = new ArrayList<>();
        load("carillon: {jobs: [{name: hello_job, type: daily, schedule: 02:00}]}\n")
                .jobs()
                .forEach(job -> tasks.add(job.job().task()));
        assertThat(tasks).containsExactly("hello_job");
    }
}
