package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code schedule import} and {@code schedule export --crontab} on the store of a folder, without a server. */
class CrontabCommandsTest {
    private static final String CRONTAB = """
            # Disk use
            */10 * * * * df -h
            CRON_TZ=Asia/Tokyo
            MAILTO="ops team"
            # Weekly note
            30 4 * * mon-fri date +\\%F; cat%one%two
            """;

    @TempDir
    Path folder;

    @Test
    void what_is_imported_comes_out_again_as_a_crontab() {
        Cli cli = cli(Map.of("CARILLON_TASKS_SHELL_ENABLED", "true"));
        assertThat(cli.runWith(CRONTAB, "schedule", "import", "-").status()).isZero();

        Cli.Result first = cli.run("schedule", "export", "--crontab");
        assertThat(first.status()).isZero();
        assertThat(first.out())
                .contains("# name: disk-use\n# Disk use\n*/10 * * * * df -h\n")
                .contains("CRON_TZ=Asia/Tokyo\nMAILTO=ops team\n# name: weekly-note\n# Weekly note\n")
                .contains("30 4 * * 1-5 date +\\%F; cat%one%two\n")
                .doesNotContain("not said here", "not for cron");

        assertThat(cli.runWith(first.out(), "schedule", "import", "-").status()).isZero();
        assertThat(cli.run("schedule", "export", "--crontab").out()).isEqualTo(first.out());
    }

    @Test
    void a_bad_line_is_named_and_nothing_is_imported_unless_partial() {
        Cli cli = cli(Map.of("CARILLON_TASKS_SHELL_ENABLED", "true"));
        Cli.Result refused = cli.runWith(CRONTAB + "@reboot agent\n", "schedule", "import", "-");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("line 7: @reboot has no time");
        assertThat(cli.run("schedule", "export", "--crontab").out()).doesNotContain("df -h");

        assertThat(cli.runWith(CRONTAB + "@reboot agent\n", "schedule", "import", "--partial", "-")
                        .status())
                .isZero();
        assertThat(cli.run("schedule", "export", "--crontab").out())
                .contains("df -h")
                .doesNotContain("agent");
    }

    @Test
    void where_shell_lines_are_off_the_setting_is_named() {
        Cli.Result refused = cli(Map.of()).runWith(CRONTAB, "schedule", "import", "-");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("carillon.tasks.shell.enabled");
    }

    @Test
    void when_one_line_is_refused_those_before_it_are_put_back() {
        Cli shell = cli(Map.of("CARILLON_TASKS_SHELL_ENABLED", "true"));
        Cli none = cli(Map.of());
        assertThat(none.runWith("# one\n0 1 * * * hello_job\n", "schedule", "import", "-")
                        .status())
                .isZero();
        String before = none.run("schedule", "export", "--json").out();

        String crontab = "# one\n0 5 * * * hello_job\n# two\n0 2 * * * hello_job\n# three\n0 3 * * * df -h\n";
        Cli.Result refused = none.runWith(crontab, "schedule", "import", "-");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(none.run("schedule", "export", "--json").out()).isEqualTo(before);

        assertThat(shell.runWith(crontab, "schedule", "import", "-").status()).isZero();
        assertThat(none.run("schedule", "list").out()).contains("one", "two", "three");
    }

    @Test
    void a_name_that_came_from_elsewhere_is_not_taken_over_and_a_dry_run_changes_nothing() {
        Cli cli = cli(Map.of());
        cli.run("schedule", "add", "one", "--every", "1h", "hello_job");
        String crontab = "# one\n0 1 * * * hello_job\n";
        Cli.Result taken = cli.runWith(crontab, "schedule", "import", "-");
        assertThat(taken.status()).isEqualTo(2);
        assertThat(taken.err()).contains("line 2: expected a name that is free", "got 'one'", "--prefix");
        assertThat(cli.runWith(crontab, "schedule", "import", "--dry-run", "--prefix", "tab-", "-")
                        .out())
                .contains("tab-one", "hello_job");
        assertThat(cli.run("schedule", "list").out()).doesNotContain("tab-one");
        assertThat(cli.runWith(crontab, "schedule", "import", "--prefix", "tab-", "-")
                        .status())
                .isZero();
        assertThat(cli.run("schedule", "list").out()).contains("tab-one");
    }

    @Test
    void one_form_at_a_time() {
        Cli cli = cli(Map.of("CARILLON_TASKS_SHELL_ENABLED", "true"));
        cli.runWith(CRONTAB, "schedule", "import", "-");
        Cli.Result refused = cli.run("schedule", "export", "--crontab", "--json");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--json").contains("--crontab");
    }

    private Cli cli(Map<String, String> environment) {
        return new Cli(folder, environment, InstantSource.system());
    }
}
