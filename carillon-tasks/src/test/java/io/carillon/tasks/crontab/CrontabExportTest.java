package io.carillon.tasks.crontab;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleDefinition.Misfire;
import io.carillon.ScheduleDefinition.Overlap;
import io.carillon.schedule.Calendar;
import io.carillon.schedule.Schedule;
import io.carillon.tasks.ShellLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrontabExportTest {
    private static final CrontabOptions USER = CrontabOptions.DEFAULT.user("ann");

    @Test
    void what_was_imported_comes_back_the_same() {
        Crontab first = Crontab.parse("""
                # Disk use
                */10 * * * * df -h
                0 2 * * 1-5 date +\\%F%one%%two \\% three
                @daily true
                A="  spaced "
                B=it's
                # What B is for
                0 3 1,15 jan-mar * echo "$B"
                C="$A"
                SHELL=/bin/bash
                5,35 */2 * * 7 echo ${A[@]}
                CRON_TZ=Europe/Berlin
                HOME=/srv
                RANDOM_DELAY=15
                0 4 * * * pwd
                """, USER);
        assertThat(first.refusals()).isEmpty();
        String text = export(first);
        Crontab second = Crontab.parse(text, USER);
        assertThat(second.refusals()).isEmpty();
        assertThat(second.entries()).hasSameSizeAs(first.entries());
        for (Crontab.Entry entry : first.entries()) {
            ScheduleDefinition before = entry.definition();
            ScheduleDefinition after = second.entries().stream()
                    .map(Crontab.Entry::definition)
                    .filter(schedule -> schedule.name().equals(before.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ShellLine.from(after.job())).isEqualTo(ShellLine.from(before.job()));
            assertThat(after.schedule().jitter()).isEqualTo(before.schedule().jitter());
            assertThat(after.schedule().zone()).isEqualTo(before.schedule().zone());
            assertThat(after.description()).isEqualTo(before.description());
            Instant from = Instant.parse("2026-01-01T00:00:00Z");
            assertThat(after.schedule().next(from, 500))
                    .isEqualTo(before.schedule().next(from, 500));
        }
        assertThat(export(second)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    cron    ; 0 2 * * MON-FRI      ; 0 2 * * 1-5
                    cron    ; 0 0 1 JAN,JUL ?      ; 0 0 1 1,7 *
                    cron    ; 0 22-2 * * *         ; 0 22-23,0-2 * * *
                    cron    ; 0 0 * * FRI-MON      ; 0 0 * * 5-6,0-1
                    cron    ; 0 0 * * SAT-SUN      ; 0 0 * * 6,0
                    cron    ; 5/15 * * * *         ; 5-59/15 * * * *
                    cron    ; 0 30 4 * * *         ; 30 4 * * *
                    cron    ; @weekly              ; @weekly
                    daily   ; 02:05                ; 5 2 * * *
                    weekly  ; MON,FRI 09:00        ; 0 9 * * 1,5
                    monthly ; 1,15 23:30           ; 30 23 1,15 * *
                    """)
    void times_are_said_in_the_words_of_cron(String type, String expression, String line) throws RefusedLine {
        Schedule schedule = Schedule.parse(type, expression);
        assertThat(CronTimes.print(schedule)).isEqualTo(line);
        Instant from = Instant.parse("2026-03-01T00:00:00Z");
        assertThat(Schedule.cron(line).next(from, 200)).isEqualTo(schedule.next(from, 200));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    duration ; 90s                  ; type duration
                    once     ; 2030-01-01T00:00:00Z ; type once
                    cron     ; @every 30s           ; @every 30s
                    cron     ; 30 0 4 * * *         ; no seconds
                    cron     ; 0 0 4 * * * 2030     ; no seconds and no years
                    daily    ; 02:05:30             ; no seconds
                    monthly  ; L 23:30              ; 'L'
                    cron     ; 0 0 * * 5L           ; '5L'
                    cron     ; 0 0 15W * *          ; '15W'
                    cron     ; 0 0 * * 5#2          ; '5#2'
                    cron     ; 0 22-2/2 * * *       ; wraps round with a step
                    """)
    void what_cron_cannot_say_is_a_comment_with_the_reason(String type, String expression, String reason) {
        assertRefused(definition("x").schedule(Schedule.parse(type, expression)), reason);
    }

    @Test
    void options_of_schedule_and_line_that_cron_lacks_are_comments_with_the_reason() {
        ScheduleDefinition plain = definition("x");
        Schedule daily = Schedule.daily("02:00");
        assertRefused(plain.schedule(daily.maxRuns(3)), "number of runs");
        assertRefused(plain.schedule(daily.endAt(Instant.parse("2030-01-01T00:00:00Z"))), "end");
        assertRefused(plain.schedule(daily.except(Calendar.parse("SAT,SUN"))), "calendars");
        assertRefused(plain.schedule(daily.jitter(Duration.ofSeconds(30))), "whole minutes");
        assertRefused(plain.job(JobRequest.named("backup:run", null)), "runs a task");
        assertRefused(plain.job(JobRequest.command("https://example.org")), "HTTP requests");
        assertRefused(plain.job(JobRequest.command("echo").params(Map.of("a", 1))), "has parameters");
        assertRefused(plain.job(ShellLine.of("a\nb").request()), "more than one line");
        assertRefused(plain.job(ShellLine.of("a").stdin("x").request()), "no line end");
        assertRefused(plain.job(ShellLine.of("a\\").stdin("x\n").request()), "backslash");
        assertRefused(plain.job(ShellLine.of(" a").request()), "spaces");
        assertRefused(
                plain.job(ShellLine.of("a").environment(Map.of("A", "x\ny")).request()), "more than one line");
        assertRefused(
                plain.job(ShellLine.of("a").environment(Map.of("A", " '\"")).request()), "quotes");
    }

    @Test
    void options_that_get_lost_are_named() {
        String text = CrontabExport.export(List.of(definition("x")
                .overlap(Overlap.QUEUE)
                .misfire(Misfire.CATCH_UP)
                .unique(false)
                .description("Why")));
        assertThat(text)
                .contains(
                        "# name: x\n# Why\n# not said here: on every node, overlap queue, misfire catch_up, retries\n");
        assertThat(Crontab.parse(text, USER).entries().getFirst().definition().description())
                .isEqualTo("Why");
    }

    @Test
    void a_disabled_schedule_does_not_run_from_a_crontab() {
        String text = CrontabExport.export(List.of(definition("x").enabled(false)));
        assertThat(text).contains("#off# 0 2 * * * df -h\n");
        assertThat(Crontab.parse(text, USER).entries()).isEmpty();
        assertThat(Crontab.parse(text, USER).refusals()).isEmpty();
    }

    @Test
    void a_line_never_sees_variables_of_another() {
        ScheduleDefinition a = definition("a")
                .job(ShellLine.of("env").environment(Map.of("A", "1")).request());
        ScheduleDefinition b = definition("b")
                .job(ShellLine.of("env").environment(Map.of("B", "1")).request());
        ScheduleDefinition none = definition("none");
        String text = CrontabExport.export(List.of(a, b, none));
        List<Crontab.Entry> entries = Crontab.parse(text, USER).entries();
        assertThat(entries).extracting(entry -> entry.definition().name()).containsExactly("none", "a");
        assertThat(text).contains("# not for cron: b (daily 02:00): env\n#   it must not see variables");
    }

    private static String export(Crontab crontab) {
        return CrontabExport.export(
                crontab.entries().stream().map(Crontab.Entry::definition).toList());
    }

    private static void assertRefused(ScheduleDefinition schedule, String reason) {
        String text = CrontabExport.export(List.of(schedule));
        assertThat(text).contains("# not for cron: x").contains(reason);
        assertThat(Crontab.parse(text, USER)).isEqualTo(new Crontab(List.of(), List.of(), List.of()));
    }

    private static ScheduleDefinition definition(String name) {
        return ScheduleDefinition.of(
                name, Schedule.daily("02:00"), ShellLine.of("df -h").request());
    }
}
