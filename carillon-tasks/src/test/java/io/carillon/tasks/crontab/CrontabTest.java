package io.carillon.tasks.crontab;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.schedule.Schedule;
import io.carillon.tasks.CommandTypes;
import io.carillon.tasks.ShellLine;
import io.carillon.tasks.crontab.CrontabOptions.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lines of a crontab mean: times, commands, variables, and what is refused or noted. */
class CrontabTest {
    private static final CrontabOptions USER = CrontabOptions.DEFAULT.user("ann");
    private static final CrontabOptions SYSTEM = USER.form(Form.SYSTEM).user("root");

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    0 2 * * * /usr/local/bin/backup.sh                    ; 0 2 * * *            ; /usr/local/bin/backup.sh
                    */5 * * * * cd /srv/app && php artisan schedule:run >> /dev/null 2>&1 ; */5 * * * * ; cd /srv/app && php artisan schedule:run >> /dev/null 2>&1
                    ~   17 *	* * *   run-parts   --report /etc/cron.hourly~ ; 17 * * * *           ; run-parts   --report /etc/cron.hourly
                    0 9-17/2 * * mon-fri echo hi                          ; 0 9-17/2 * * MON-FRI ; echo hi
                    0 0 1,15 jan,jul * true                               ; 0 0 1,15 JAN,JUL *   ; true
                    30 4 1,15 * 5 true                                    ; 30 4 1,15 * 5        ; true
                    5 4 * * sun true                                      ; 5 4 * * SUN          ; true
                    0 22 * * 1-5 mail -s "It's 10pm" joe                  ; 0 22 * * 1-5         ; mail -s "It's 10pm" joe
                    23 0-23/2 * * * true                                  ; 23 0-23/2 * * *      ; true
                    0 4 8-14 * * test $(date +\\%u) -eq 6 && echo Sat     ; 0 4 8-14 * *         ; test $(date +%u) -eq 6 && echo Sat
                    @daily /bin/true                                      ; @daily               ; /bin/true
                    @midnight /bin/true                                   ; @midnight            ; /bin/true
                    @Hourly	/bin/true                                  ; @hourly              ; /bin/true
                    @annually /bin/true                                   ; @annually            ; /bin/true
                    @weekly nice -n 19 updatedb                           ; @weekly              ; nice -n 19 updatedb
                    @every 30s uptime                                     ; @every 30s           ; uptime
                    @every_minute uptime                                  ; * * * * *            ; uptime
                    -*/10 * * * * /usr/lib/sa/sa1                         ; */10 * * * *         ; /usr/lib/sa/sa1
                    * * * * * -q -n /usr/libexec/save-entropy             ; * * * * *            ; /usr/libexec/save-entropy
                    0 0 L * * echo last day                               ; 0 0 L * *            ; echo last day
                    0 3 * * * FOO=bar BAZ="a b" ./job                     ; 0 3 * * *            ; FOO=bar BAZ="a b" ./job
                    0 0 * * 7 true                                        ; 0 0 * * 7            ; true
                    * * * * * [ -x /usr/sbin/anacron ] || run-parts x     ; * * * * *            ; [ -x /usr/sbin/anacron ] || run-parts x
                    0 1 * * * 7z a backup.7z data                         ; 0 1 * * *            ; 7z a backup.7z data
                    0 12 * * * echo "x = y" # not a comment               ; 0 12 * * *           ; echo "x = y" # not a comment
                    """)
    void a_line_has_a_time_and_a_command(String line, String expression, String command) {
        Crontab crontab = Crontab.parse(line + "\n", USER);
        assertThat(crontab.refusals()).isEmpty();
        ScheduleDefinition schedule = crontab.entries().getFirst().definition();
        assertThat(schedule.schedule()).isEqualTo(Schedule.cron(expression));
        assertThat(schedule.job().command()).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    @reboot /usr/bin/start-agent          ; @reboot has no time
                    @sometimes true                       ; expected @yearly @annually @monthly @weekly @daily
                    @600 true                             ; nearest is @every 600s
                    @every soon true                      ; soon
                    @daily                                ; expected a command behind the time
                    0 2 * * *                             ; expected a command behind the time
                    0 2 * *                               ; expected five time fields and a command
                    backup.sh                             ; expected five time fields and a command
                    0 24 * * * true                       ; cron field 'hour' at position 3: expected 0-23, got 24 (midnight is 0)
                    60 * * * * true                       ; cron field 'minute' at position 1: expected 0-59, got 60
                    0 0 30 2 * true                       ; 30
                    0 0 * * mun true                      ; did you mean
                    * * * * * * true                      ; '*' looks like a sixth
                    0 0 2 * * ? true                      ; '?' looks like a sixth
                    0 0 2 * * 5 true                      ; '5' looks like a sixth
                    17 * * * * root run-parts /etc/cron.hourly ; 'root' looks like the user of a system crontab
                    0 0 * * * echo one \\                 ; ends with a backslash
                    0 0 * * * %only input                 ; expected a command behind the time
                    0 0 * * * https://example.org/ping    ; HTTP requests come in a later version
                    0 0 * * * com.acme.Cleanup::run       ; Java methods come in a later version
                    0 0 * * * backup:run                  ; the name of a task that a node or a schedule knows
                    50~10 * * * * true                    ; expected a range inside 0~59
                    0~60 * * * * true                     ; expected a range inside 0~59
                    0 1~2/3 * * * true                    ; hour
                    CRON_TZ=Europe/Berln                  ; 'Europe/Berln' is no time zone
                    CRON_TZ=europe/berlin                 ; did you mean Europe/Berlin?
                    SHELL=bash                            ; SHELL must be an absolute path, not 'bash'
                    HOME=work                             ; HOME must be an absolute path
                    HOME=                                 ; HOME must be an absolute path, not ''
                    RANDOM_DELAY=soon                     ; RANDOM_DELAY is a number of minutes, not 'soon'
                    A-B=c                                 ; 'A-B' cannot be a variable
                    CARILLON_JOB_ID=7                     ; 'CARILLON_JOB_ID' cannot be a variable
                    NAME="not closed                      ; the quote " is not closed
                    PATH="/a":/b                          ; behind the quote follows ':/b'
                    """)
    void a_line_that_cannot_be_taken_says_why(String line, String reason) {
        Crontab crontab = Crontab.parse("\n\n" + line + "\n", USER);
        assertThat(crontab.entries()).isEmpty();
        assertThat(crontab.isComplete()).isFalse();
        assertThat(crontab.refusals()).hasSize(1);
        Crontab.Refusal refusal = crontab.refusals().getFirst();
        assertThat(refusal.reason()).contains(reason);
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.text()).isEqualTo(line);
        assertThat(refusal).hasToString("line 3: " + refusal.reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    @reboot root /usr/bin/start          ; @reboot has no time
                    0 2 * * * root                       ; expected a command behind the time and the user
                    0 2 * * *                            ; expected a user and a command
                    0 2 * * * /usr/bin/backup now        ; expected the name of a user behind the time
                    0 2 * * * www-data php cron.php      ; is for the user www-data, but this program runs as root
                    0 0 2 * * ? root true                ; '?' looks like a sixth
                    """)
    void a_system_crontab_has_a_user_in_every_line(String line, String reason) {
        Crontab crontab = Crontab.parse(line + "\n", SYSTEM);
        assertThat(crontab.entries()).isEmpty();
        assertThat(crontab.refusals().getFirst().reason()).contains(reason);
    }

    @Test
    void the_crontab_of_a_system() {
        Crontab crontab = Crontab.parse("""
                # /etc/crontab: system-wide crontab
                # Unlike any other crontab you don't have to run the `crontab'
                # command to install the new version when you edit this file
                # and files in /etc/cron.d. These files also have username fields.

                SHELL=/bin/sh
                PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

                # .---------------- minute (0 - 59)
                # |  .------------- hour (0 - 23)
                # *  *  *  *  * user-name command to be executed
                17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly
                25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
                #
                09,39 *     * * *     root   [ -x /usr/lib/php/sessionclean ] && /usr/lib/php/sessionclean
                0 */12 * * * root test -x /usr/bin/certbot -a \\! -d /run/systemd/system && perl -e 'sleep int(rand(43200))' && certbot -q renew
                30 7-23 * * *   nobody   true
                """, SYSTEM);
        assertThat(crontab.entries()).extracting(Crontab.Entry::line).containsExactly(12, 13, 15, 16);
        assertThat(crontab.entries())
                .extracting(entry -> entry.definition().name())
                .satisfiesExactly(
                        name -> assertThat(name).matches("cd-run-parts-cron.hourly-[0-9a-f]{6}"),
                        name -> assertThat(name).matches("test-anacron-[0-9a-f]{6}"),
                        name -> assertThat(name).matches("sessionclean-sessionclean-[0-9a-f]{6}"),
                        name -> assertThat(name).matches("test-certbot-system-perl-[0-9a-f]{6}"));
        ShellLine line = line(crontab, 0);
        assertThat(line.line()).isEqualTo("cd / && run-parts --report /etc/cron.hourly");
        assertThat(line.shell()).isEqualTo("/bin/sh");
        assertThat(line.environment()).containsOnlyKeys("PATH");
        assertThat(line.directory()).isEqualTo("~");
        assertThat(crontab.refusals()).extracting(Crontab.Refusal::line).containsExactly(17);
        assertThat(crontab.notes()).isEmpty();
    }

    @Test
    void a_file_says_its_form_by_its_place() {
        assertThat(Form.of(Path.of("/etc/crontab"))).isEqualTo(Form.SYSTEM);
        assertThat(Form.of(Path.of("/etc/cron.d/php"))).isEqualTo(Form.SYSTEM);
        assertThat(Form.of(Path.of("/mnt/old/etc/cron.d/php"))).isEqualTo(Form.SYSTEM);
        assertThat(Form.of(Path.of("/var/spool/cron/crontabs/ann"))).isEqualTo(Form.USER);
        assertThat(Form.of(Path.of("crontab"))).isEqualTo(Form.USER);
        assertThat(Form.of(Path.of("examples/demo/crontab"))).isEqualTo(Form.USER);
    }

    @Test
    void variables_hold_for_the_lines_below_them() {
        Crontab crontab = Crontab.parse("""
                * * * * * echo 1
                A=one
                  B = " two  words "
                C='it is "so"'
                D=
                'E' = "it's"
                F=a=b # c
                SHELL = /bin/bash
                * * * * * echo 2
                A=changed
                HOME=/srv/app
                * * * * * echo 3
                """, USER);
        assertThat(crontab.refusals()).isEmpty();
        assertThat(line(crontab, 0)).isEqualTo(ShellLine.of("echo 1").directory("~"));
        Map<String, String> second =
                Map.of("A", "one", "B", " two  words ", "C", "it is \"so\"", "D", "", "E", "it's", "F", "a=b # c");
        assertThat(line(crontab, 1))
                .isEqualTo(ShellLine.of("echo 2")
                        .environment(second)
                        .shell("/bin/bash")
                        .directory("~"));
        assertThat(line(crontab, 2).environment()).containsEntry("A", "changed").containsEntry("HOME", "/srv/app");
        assertThat(line(crontab, 2).directory()).isEqualTo("/srv/app");
    }

    @Test
    void a_zone_moves_the_times_below_it() {
        Crontab crontab = Crontab.parse("""
                0 2 * * * echo default
                TZ=Asia/Tokyo
                0 2 * * * echo still default
                CRON_TZ=America/New_York
                0 2 * * * echo new york
                @every 1h echo every
                CRON_TZ=":UTC"
                0 2 * * * echo utc
                CRON_TZ=
                0 2 * * * echo default again
                """, USER);
        assertThat(crontab.refusals()).isEmpty();
        assertThat(crontab.entries())
                .extracting(entry -> entry.definition().schedule().zone())
                .containsExactly(
                        null,
                        null,
                        ZoneId.of("America/New_York"),
                        ZoneId.of("America/New_York"),
                        ZoneId.of("UTC"),
                        null);
        assertThat(crontab.entries().get(2).definition().schedule().next(Instant.parse("2026-07-01T00:00:00Z")))
                .isEqualTo("2026-07-01T06:00:00Z");
        assertThat(line(crontab, 1).environment()).isEqualTo(Map.of("TZ", "Asia/Tokyo"));
        assertThat(line(crontab, 2).environment()).isEqualTo(Map.of("TZ", "Asia/Tokyo"));
        assertThat(crontab.notes()).extracting(Crontab.Note::line).containsExactly(2);
    }

    @Test
    void lines_below_a_refused_zone_shell_or_home_are_refused_until_it_is_mended() {
        Crontab crontab = Crontab.parse("""
                CRON_TZ=Nowhere/Land
                0 2 * * * echo 1
                CRON_TZ=UTC
                0 2 * * * echo 2
                SHELL=fish
                0 2 * * * echo 3
                SHELL=/usr/bin/fish
                0 2 * * * echo 4
                """, USER);
        assertThat(crontab.entries()).extracting(Crontab.Entry::line).containsExactly(4, 8);
        assertThat(crontab.refusals()).extracting(Crontab.Refusal::line).containsExactly(1, 2, 5, 6);
        assertThat(crontab.refusals().get(1).reason()).isEqualTo("needs CRON_TZ, which was refused in line 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    cmd                     ; cmd       ;
                    cmd%a                   ; cmd       ; a|
                    cmd%a%b                 ; cmd       ; a|b|
                    cmd%a%b%                ; cmd       ; a|b|
                    cmd%                    ; cmd       ; ~~
                    cmd%%                   ; cmd       ; |
                    cmd%a%%                 ; cmd       ; a||
                    date +\\%F              ; date +%F  ;
                    date +\\%F%50\\% of it  ; date +%F  ; 50% of it|
                    a\\b \\\\% c            ; a\\b \\% c ;
                    ~mail -s "Hi" joe%Joe,%%Where are you?~ ; mail -s "Hi" joe ; Joe,||Where are you?|
                    """)
    void a_percent_sign_begins_standard_input(String text, String line, String stdin) throws RefusedLine {
        String expected = stdin == null ? null : stdin.replace('|', '\n');
        Percent percent = Percent.parse(text);
        assertThat(percent).isEqualTo(new Percent(line, expected));
        assertThat(Percent.parse(percent.print())).isEqualTo(percent);
        ShellLine shell = line(Crontab.parse("* * * * * " + text + "\n", USER), 0);
        assertThat(shell.line()).isEqualTo(line);
        assertThat(shell.stdin()).isEqualTo(expected);
    }

    @Test
    void a_choice_left_to_cron_is_made_once_for_each_command() {
        String text = "0~59 ~ 1~7 * * job-%d\n";
        Crontab first = Crontab.parse(text, USER);
        assertThat(first.refusals()).isEmpty();
        assertThat(first.notes()).hasSize(1);
        assertThat(described(Crontab.parse(text, USER))).isEqualTo(described(first));
        String[] fields =
                first.entries().getFirst().definition().schedule().expression().split(" ");
        assertThat(Integer.parseInt(fields[0])).isBetween(0, 59);
        assertThat(Integer.parseInt(fields[1])).isBetween(0, 23);
        assertThat(Integer.parseInt(fields[2])).isBetween(1, 7);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            many.append("0~59 0 * * * job-").append(i).append('\n');
        }
        assertThat(Crontab.parse(many.toString(), USER).entries().stream()
                        .map(entry -> entry.definition().schedule().expression())
                        .distinct())
                .hasSizeGreaterThan(20);
    }

    @Test
    void what_differs_from_cron_is_noted() {
        Crontab crontab = Crontab.parse("""
                MAILTO=ops@example.org
                PATH=$HOME/bin:/usr/bin
                LOGNAME=other
                RANDOM_DELAY=45
                -0 1 * * * quiet
                0 2 * * * last line""", USER);
        assertThat(crontab.refusals()).isEmpty();
        assertThat(crontab.notes()).extracting(Crontab.Note::line).containsExactly(1, 2, 3, 5, 6);
        assertThat(crontab.notes().getFirst())
                .hasToString("line 1: no mail is sent to 'ops@example.org': output is kept as the job's log");
        assertThat(line(crontab, 1).environment())
                .isEqualTo(Map.of("MAILTO", "ops@example.org", "PATH", "$HOME/bin:/usr/bin"));
        assertThat(crontab.entries().get(1).definition().schedule().jitter()).isEqualTo(Duration.ofMinutes(45));
    }

    @Test
    void line_ends_of_other_systems_and_a_byte_order_mark_change_nothing() {
        String text = "A=b\n\n# Report\n0 1 * * * report%x%y\n@daily true\n";
        List<String> expected = described(Crontab.parse(text, USER));
        assertThat(expected).hasSize(2);
        assertThat(described(Crontab.parse("\uFEFF" + text.replace("\n", "\r\n"), USER)))
                .isEqualTo(expected);
        assertThat(Crontab.parse("", USER).entries()).isEmpty();
        assertThat(Crontab.parse("\n# nothing", USER).notes()).hasSize(1);
    }

    @Test
    void a_line_becomes_a_schedule_that_does_what_cron_does() {
        ScheduleDefinition schedule = Crontab.parse("# Disk use\n*/10 * * * * df -h\n", USER)
                .entries()
                .getFirst()
                .definition();
        assertThat(schedule.name()).isEqualTo("disk-use");
        assertThat(schedule.source()).isEqualTo("crontab");
        assertThat(schedule.enabled()).isTrue();
        assertThat(schedule.unique()).isTrue();
        assertThat(schedule.job().retry()).isEqualTo(RetryPolicy.never());
        assertThat(schedule.job().timeout()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void where_shell_lines_are_off_every_line_says_so() {
        Crontab crontab = Crontab.parse("0 1 * * * a\n0 2 * * * b\n", USER.commands(new CommandTypes(false)));
        assertThat(crontab.entries()).isEmpty();
        assertThat(crontab.refusals())
                .hasSize(2)
                .allSatisfy(refusal -> assertThat(refusal.reason()).contains("carillon.tasks.shell.enabled"));
    }

    /** Everything about every line that was taken. */
    private static List<String> described(Crontab crontab) {
        return crontab.entries().stream()
                .map(entry -> entry.line() + " " + entry.definition() + " "
                        + entry.definition().description() + " "
                        + entry.definition().job().params())
                .toList();
    }

    private static ShellLine line(Crontab crontab, int index) {
        return ShellLine.from(crontab.entries().get(index).definition().job()).orElseThrow();
    }
}
