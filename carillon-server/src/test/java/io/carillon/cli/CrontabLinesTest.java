package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.web.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as they stand in real crontabs, and odd ones. */
class CrontabLinesTest {
    @TempDir
    Path folder;

    private Cli.Result imported(String crontab, String... options) {
        String[] args = new String[3 + options.length];
        args[0] = "schedule";
        args[1] = "import";
        args[2] = "-";
        System.arraycopy(options, 0, args, 3, options.length);
        return cli().runWith(crontab, args);
    }

    private Cli cli() {
        return new Cli(folder, Map.of("CARILLON_TASKS_SHELL_ENABLED", "true"), InstantSource.system());
    }

    private List<?> schedules() {
        return (List<?>) Json.parse(cli().run("schedule", "list", "--json").out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0 2 * * * df -h                       | 0 2 * * *        | df -h
            \t 0\t2 * *\t* \t df   -h             | 0 2 * * *        | df   -h
            @daily df -h                          | @daily           | df -h
            @midnight df                          | @midnight        | df
            */15 8-18 * * 1-5 df                  | */15 8-18 * * 1-5 | df
            0 0 * * sun df                        | 0 0 * * sun      | df
            0 0 * JAN,jul * df                    | 0 0 * jan,jul *  | df
            0 2 * * * echo 100\\%                 | 0 2 * * *        | echo 100%
            0 2 * * * echo # no comment           | 0 2 * * *        | echo # no comment
            0 2 * * * echo "任务 ✓"               | 0 2 * * *        | echo "任务 ✓"
            0 2 * * * cd /srv && ./run > /dev/null 2>&1 | 0 2 * * *  | cd /srv && ./run > /dev/null 2>&1
            """)
    void a_line_becomes_a_schedule(String line, String when, String command) {
        Cli.Result result = imported(line.replace("\\t", "\t").replace("\\\\", "\\") + "\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(schedules()).singleElement().satisfies(schedule -> {
            assertThat(((Map<?, ?>) schedule).get("type")).isEqualTo("cron");
            assertThat(((Map<?, ?>) schedule).get("schedule").toString()).isEqualToIgnoringCase(when);
            assertThat(((Map<?, ?>) schedule).get("command")).isEqualTo(command);
            assertThat(((Map<?, ?>) schedule).get("source")).isEqualTo("crontab");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            61 * * * * df            | line 1: cron field 'minute'
            * * * * *                | line 1:
            * * * *                  | line 1:
            @reboot df               | line 1: @reboot has no time
            @dayly df                | did you mean @daily?
            nonsense                 | line 1:
            0 2 * * 8 df             | line 1: cron field 'day of week'
            CRON_TZ=Mars/Base        | line 1:
            0 0 30 2 * df            | line 1:
            """)
    void a_line_that_cannot_be_taken_is_named_with_its_reason_and_nothing_is_imported(String line, String says) {
        Cli.Result result = imported(line + "\n0 3 * * * df\n");
        assertThat(result.status()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(says, "nothing was imported: ");
        assertThat(schedules()).isEmpty();
    }

    @Test
    void one_line_is_one_line_and_two_are_two() {
        assertThat(imported("61 * * * * df\n").err()).contains("nothing was imported: 1 line cannot be taken");
        assertThat(imported("61 * * * * df\n62 * * * * df\n").err())
                .contains("nothing was imported: 2 lines cannot be taken");
    }

    @Test
    void what_is_no_line_is_passed_over() {
        Cli.Result result = imported("# a comment\n\n   \t\n  # another\nSHELL=/bin/sh\nPATH = /bin:/usr/bin\n");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(schedules()).isEmpty();
    }

    @Test
    void lines_may_end_as_on_other_systems_and_the_last_not_at_all() {
        assertThat(imported("0 1 * * * df\r\n0 2 * * * du").status()).isZero();
        assertThat(schedules())
                .extracting(schedule -> ((Map<?, ?>) schedule).get("command").toString())
                .containsExactlyInAnyOrder("df", "du");
    }

    @Test
    void the_same_line_twice_is_two_schedules() {
        assertThat(imported("0 1 * * * df\n0 1 * * * df\n").status()).isZero();
        assertThat(schedules()).hasSize(2);
    }

    @Test
    void a_zone_holds_from_its_line_on() {
        imported("0 1 * * * one\nCRON_TZ=Asia/Tokyo\n0 1 * * * two\nCRON_TZ=UTC\n0 1 * * * three\n");
        assertThat(schedules()).hasSize(3);
        assertThat(schedules().stream().map(s -> ((Map<?, ?>) s).get("command") + " " + ((Map<?, ?>) s).get("zone")))
                .contains("two Asia/Tokyo", "three UTC");
    }

    @Test
    void a_system_crontab_names_a_user() throws Exception {
        Files.writeString(folder.resolve("crontab"), "17 * * * * root cd / && run-parts /etc/cron.hourly\n");
        Cli.Result system = cli().run("schedule", "import", "--dry-run", "--system", "crontab");
        assertThat(system.out()).contains("cd / &&").doesNotContain("root cd");
        assertThat(schedules()).as("dry runs").isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_refused_with_the_file() throws Exception {
        Files.write(folder.resolve("latin"), new byte[] {'0', ' ', (byte) 0xe4, '\n'});
        Cli.Result result = cli().run("schedule", "import", "latin");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("CRONTAB: expected a file in UTF-8, got 'latin'");
    }

    @Test
    void importing_again_replaces_and_keeps_the_number() {
        imported("# report\n0 1 * * * one\n");
        imported("# report\n0 2 * * * two\n");
        assertThat(schedules())
                .singleElement()
                .satisfies(schedule -> assertThat((Map<?, ?>) schedule)
                        .extracting("schedule", "command")
                        .containsExactly("0 2 * * *", "two"));
    }
}
