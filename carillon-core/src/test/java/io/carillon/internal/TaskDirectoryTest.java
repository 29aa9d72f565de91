package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.Node;
import io.carillon.RetryPolicy;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.CommandResolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDirectoryTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

    record Job(int size) implements Task {
        @Override
        public void execute(TaskContext context) {}
    }

    private final InMemoryStore store = new InMemoryStore(() -> NOW, Runnable::run);
    private final AtomicLong nanos = new AtomicLong();
    private final HandlerRegistry handlers = new HandlerRegistry(new Payloads(1_000));
    private final List<String> asked = new ArrayList<>();
    private final Set<String> scheduled = new TreeSet<>();
    private final CommandResolver urls = command -> {
        asked.add("urls " + command);
        return command.startsWith("http") ? "carillon:http" : null;
    };
    private final CommandResolver shell = command -> {
        asked.add("shell " + command);
        if (command.startsWith("rm")) {
            throw new InvalidValueException("command", "a shell line that may run here", command);
        }
        return command.contains(" ") ? "carillon:shell" : null;
    };
    private final TaskDirectory directory =
            new TaskDirectory(handlers, () -> store, List.of(urls, shell), () -> scheduled, () -> NOW, nanos::get);

    private void handle(String name) {
        handlers.register(TaskName.of(name), (payload, context) -> null, RetryPolicy.INHERIT);
    }

    private void join(String id, Instant until, String... tasks) {
        Node.State state = Node.State.ACTIVE;
        store.nodes().register(new Node(id, "host", 1, "1", NOW, until, state, 1, 0, Set.of(tasks), Set.of()));
    }

    @Test
    void names_with_a_handler_here_or_on_a_live_node_can_be_run() {
        handle("mine");
        join("live", NOW.plusSeconds(1), "theirs", "mine");
        join("dead", NOW.minusSeconds(1), "gone");
        scheduled.add("planned");

        assertThat(directory.runnable()).containsExactly("mine", "theirs");
    }

    @Test
    void what_other_nodes_have_is_asked_for_once_a_second() {
        assertThat(directory.runnable()).isEmpty();
        join("live", NOW.plusSeconds(1), "theirs");
        assertThat(directory.runnable()).isEmpty();
        nanos.addAndGet(1_000_000_000);
        assertThat(directory.runnable()).containsExactly("theirs");
    }

    @Test
    void a_known_name_is_a_known_task() {
        handle("mine");
        join("live", NOW.plusSeconds(1), "theirs");
        scheduled.add("planned");

        directory.requireKnown("mine");
        directory.requireKnown("theirs");
        directory.requireKnown("planned");
        directory.requireKnown(Job.class.getName());
    }

    @Test
    void an_unknown_task_is_refused_with_the_nearest_name() {
        join("live", NOW.plusSeconds(1), "backup:run");

        assertThatThrownBy(() -> directory.requireKnown("bakup:run"))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.field()).isEqualTo("task");
                    assertThat(e.got()).isEqualTo("bakup:run");
                    assertThat(e.expected()).isEqualTo("the name of a known task (nearest: 'backup:run')");
                    assertThat(e)
                            .hasMessage("unknown task 'bakup:run': no live node has a handler for it"
                                    + " and no schedule names it; did you mean 'backup:run'?");
                });
        assertThatThrownBy(() -> directory.requireKnown("census"))
                .hasMessage("unknown task 'census': no live node has a handler for it and no schedule names it");
    }

    @Test
    void a_command_that_is_a_known_name_is_that_task_and_no_resolver_is_asked() {
        handle("http://looks.like/a/url");
        handle("cleanup_job");
        join("live", NOW.plusSeconds(1), "backup:run");

        assertThat(directory.taskFor("http://looks.like/a/url")).isEqualTo("http://looks.like/a/url");
        assertThat(directory.taskFor("cleanup_job")).isEqualTo("cleanup_job");
        assertThat(directory.taskFor("backup:run")).isEqualTo("backup:run");
        assertThat(directory.taskFor(Job.class.getName())).isEqualTo(Job.class.getName());
        assertThat(asked).isEmpty();
    }

    @Test
    void resolvers_are_asked_in_order_and_the_first_answer_counts() {
        assertThat(directory.taskFor("http://example.org/a b")).isEqualTo("carillon:http");
        assertThat(directory.taskFor("du -sh /var")).isEqualTo("carillon:shell");
        assertThat(asked).containsExactly("urls http://example.org/a b", "urls du -sh /var", "shell du -sh /var");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup:run", "a:b:c", "report.daily:send_all", "备份:运行"})
    void a_command_name_that_nobody_knows_never_reaches_a_resolver(String command) {
        assertThatThrownBy(() -> directory.taskFor(command))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo("command"))
                .hasMessageStartingWith("unknown command '" + command + "': no live node has a handler for it");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.acme.MyTask::process",
                "https://example.org:8080",
                "backup:run now",
                "a:",
                ":b",
                "C:\\x.bat y"
            })
    void what_only_resembles_a_command_name_goes_to_the_resolvers(String command) {
        try {
            directory.taskFor(command);
        } catch (InvalidValueException e) {
            assertThat(e).hasMessageContaining("no task type of this scheduler takes it");
        }
        assertThat(asked).isNotEmpty();
    }

    @Test
    void a_command_that_no_resolver_takes_is_refused() {
        handle("uptime_report");

        assertThatThrownBy(() -> directory.taskFor("uptime_reprot"))
                .hasMessage("unknown command 'uptime_reprot': it is no known task, and no task type of this scheduler"
                        + " takes it; did you mean 'uptime_report'?");
    }

    @Test
    void a_resolver_may_refuse_by_itself() {
        assertThatThrownBy(() -> directory.taskFor("rm -rf /")).hasMessageContaining("a shell line that may run here");
    }

    @Test
    void what_a_resolver_refuses_may_be_a_mistyped_name() {
        handle("rm_temp");

        assertThatThrownBy(() -> directory.taskFor("rm_tmp")).isInstanceOfSatisfying(InvalidValueException.class, e -> {
            assertThat(e).hasMessageContaining("a shell line that may run here");
            assertThat(e).hasMessageEndingWith("; did you mean 'rm_temp'?");
            assertThat(e.field()).isEqualTo("command");
            assertThat(e.expected()).endsWith("(nearest: 'rm_temp')");
            assertThat(e.got()).isEqualTo("rm_tmp");
        });
    }
}
