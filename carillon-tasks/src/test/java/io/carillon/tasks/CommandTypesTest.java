package io.carillon.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTypesTest {
    private static final CommandTypes SHELL_ON = new CommandTypes(true);
    private static final CommandTypes SHELL_OFF = new CommandTypes(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "df -h",
                "uptime",
                "/usr/bin/php /path/to/script.php",
                "curl -fsS https://example.org/ping",
                "cd /srv && make backup::all",
                "mail root@example.org < report",
                "echo hello_job: done",
                "function_name arg",
                "function cleanup { rm -f x; }; cleanup",
                "./report.sh",
                "backup.sh",
                "true",
                "python3 -m http.server",
                "[ -x /usr/sbin/anacron ] || run-parts /etc/cron.daily"
            })
    void what_looks_like_a_shell_line_is_one(String command) {
        assertThat(SHELL_ON.taskFor(command)).isEqualTo("shell");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    https://example.org/ping              | HTTP requests come in a later version
                    HTTP://EXAMPLE.ORG                    | HTTP requests come in a later version
                    com.acme.MyTask::process              | Java methods come in a later version
                    MyTask::process                       | Java methods come in a later version
                    com.acme.MyTask@process               | Java methods come in a later version
                    Vatcron\\Example\\ExampleTasks::warmUp | Java methods come in a later version
                    "function(params, task, logId) { }"   | JavaScript functions come in a later version
                    function () {}                        | JavaScript functions come in a later version
                    com.acme.MyJob                        | a class that implements io.carillon.Task
                    backup:run                            | the name of a task that a node or a schedule knows
                    backup:run:full                       | the name of a task that a node or a schedule knows
                    """)
    void other_types_are_refused_whether_shell_lines_run_or_not(String command, String reason) {
        for (CommandTypes types : new CommandTypes[] {SHELL_ON, SHELL_OFF}) {
            assertThatThrownBy(() -> types.taskFor(command))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining(reason)
                    .hasMessageContaining(command)
                    .extracting(e -> ((InvalidValueException) e).field())
                    .isEqualTo("command");
        }
    }

    @Test
    void a_shell_line_is_refused_where_shell_lines_are_off_and_the_setting_is_named() {
        assertThatThrownBy(() -> SHELL_OFF.taskFor("df -h"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("carillon.tasks.shell.enabled")
                .hasMessageContaining("df -h");
    }
}
