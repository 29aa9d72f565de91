package io.carillon.tasks.crontab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names and descriptions that the lines of a crontab get: people look for them, and an import again finds them. */
class CrontabNamesTest {
    private static final CrontabOptions USER = CrontabOptions.DEFAULT.user("ann");

    @Test
    void names_come_from_the_comment_above_or_from_the_command() {
        Crontab crontab = Crontab.parse("""
                # Edit this file to introduce tasks to be run by cron.
                #
                # Each task to run has to be defined through a single line
                # indicating with different fields when the task will be run
                #
                # m h  dom mon dow   command
                0 1 * * * /usr/bin/php /srv/app/artisan queue:prune --hours=48 >> /var/log/x 2>&1

                # Nightly backup of the database (all of it)
                # needs the password file
                0 2 * * * pg_dump orders
                0 3 * * * pg_dump orders

                #0 4 * * * old-command --now
                0 4 * * * new-command --now

                # Just a remark.

                0 5 * * * pg_dump orders

                ##### 夜间备份 #####
                0 6 * * * true

                # name: Exactly:This/Name
                # and what it does
                0 7 * * * true
                # nightly backup of the database (all of it)
                0 8 * * * true
                # m h dom mon dow command
                0 9 * * * | true
                """, USER);
        assertThat(crontab.refusals()).isEmpty();
        List<String> names = crontab.entries().stream()
                .map(entry -> entry.definition().name())
                .toList();
        assertThat(names.get(0)).matches("php-artisan-queue-prune-[0-9a-f]{6}");
        assertThat(names.get(1)).isEqualTo("nightly-backup-of-the-database-all-of-it");
        assertThat(names.get(2)).matches("pg_dump-orders-[0-9a-f]{6}");
        assertThat(names.get(3)).matches("new-command-[0-9a-f]{6}");
        assertThat(names.get(4)).isEqualTo(names.get(2) + "-2");
        assertThat(names.get(5)).isEqualTo("夜间备份");
        assertThat(names.get(6)).isEqualTo("Exactly:This/Name");
        assertThat(names.get(7)).isEqualTo("nightly-backup-of-the-database-all-of-it-2");
        assertThat(names.get(8)).matches("line-[0-9a-f]{6}");
        assertThat(names).doesNotHaveDuplicates();
        assertThat(crontab.entries())
                .extracting(entry -> entry.definition().description())
                .containsExactly(
                        "",
                        "Nightly backup of the database (all of it) needs the password file",
                        "",
                        "",
                        "",
                        "夜间备份 #####",
                        "and what it does",
                        "nightly backup of the database (all of it)",
                        "");
    }

    @Test
    void a_line_keeps_its_name_when_its_time_or_its_neighbours_change() {
        String before = name(Crontab.parse("0 2 * * * backup --all\n", USER), 0);
        Crontab after = Crontab.parse("5 5 * * * other\n30 3 * * 1 backup --all\n", USER);
        assertThat(name(after, 1)).isEqualTo(before);
        assertThat(name(Crontab.parse("0 2 * * * backup --some\n", USER), 0)).isNotEqualTo(before);
        assertThat(name(Crontab.parse("0 2 * * * backup --all\n", USER.prefix("web1/")), 0))
                .isEqualTo("web1/" + before);
    }

    @Test
    void a_prefix_must_begin_a_name() {
        assertThatThrownBy(() -> USER.prefix("-x")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> USER.prefix("a b")).isInstanceOf(InvalidValueException.class);
    }

    private static String name(Crontab crontab, int index) {
        return crontab.entries().get(index).definition().name();
    }
}
