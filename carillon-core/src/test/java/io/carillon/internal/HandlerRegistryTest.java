package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.JobSpec;
import io.carillon.RetryPolicy;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.internal.Handlers.Binding;
import io.carillon.internal.Handlers.PayloadMismatch;
import io.carillon.spi.ClaimedJob;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandlerRegistryTest {
    record Report(String type, int user) {}

    static final TaskName<Report> REPORT = TaskName.of("report", Report.class);

    record RecordTask(int size) implements Task {
        @Override
        public void execute(TaskContext context) {
            context.log("record " + size);
        }
    }

    static class FieldTask implements Task {
        final String table;
        final int days;

        FieldTask(String table, int days) {
            this.table = table;
            this.days = days;
        }

        @Override
        public void execute(TaskContext context) throws IOException {
            if (days < 0) {
                throw new IOException("days are negative");
            }
            context.log(table + " " + days);
        }
    }

    static final class PatientTask extends FieldTask {
        static final AtomicInteger MADE = new AtomicInteger();

        PatientTask() {
            super("none", 0);
            MADE.incrementAndGet();
        }

        @Override
        public int retryCount() {
            return 7;
        }
    }

    /** What a service of the user's looks like. */
    static final class Reports {
        final List<String> built = new ArrayList<>();

        String build(Report report, TaskContext context) {
            built.add(report.type());
            return report.type() + ".pdf";
        }

        void send(Report report) {
            built.add("sent " + report.type());
        }

        void log(Report report, TaskContext context) {
            context.log(report.type());
        }
    }

    private final FakeContext context = new FakeContext();
    private final HandlerRegistry handlers = new HandlerRegistry(new Payloads(1_000));

    private String run(String task, String params) throws Exception {
        JobSpec spec = JobSpec.of(new Ids().next(Instant.EPOCH), task, Instant.EPOCH)
                .params(params)
                .build();
        Binding binding = handlers.find(task);
        assertThat(binding).describedAs("handler of %s", task).isNotNull();
        return binding.run(new ClaimedJob(spec, 1, 1, Instant.EPOCH, null, 0, 0), context);
    }

    @Test
    void a_typed_handler_gets_its_payload_and_its_result_is_json() throws Exception {
        handlers.register(REPORT, (report, context) -> List.of(report.type(), report.user()), RetryPolicy.INHERIT);

        assertThat(run("report", "{\"type\":\"weekly\",\"user\":3}")).isEqualTo("[\"weekly\",3]");
    }

    @Test
    void methods_are_handlers() throws Exception {
        Reports reports = new Reports();
        handlers.register(REPORT, reports::build, RetryPolicy.INHERIT);
        handlers.register(TaskName.of("send", Report.class), TaskHandler.action(reports::send), RetryPolicy.INHERIT);
        handlers.register(TaskName.of("log", Report.class), TaskHandler.action(reports::log), RetryPolicy.INHERIT);

        assertThat(run("report", "{\"type\":\"weekly\",\"user\":3}")).isEqualTo("\"weekly.pdf\"");
        assertThat(run("send", "{\"type\":\"daily\",\"user\":3}")).isNull();
        assertThat(run("log", "{\"type\":\"hourly\",\"user\":3}")).isNull();
        assertThat(reports.built).containsExactly("weekly", "sent daily");
        assertThat(context.lines).containsExactly("hourly");
    }

    @Test
    void a_task_without_parameters_gets_null() throws Exception {
        handlers.register(
                TaskName.of("ping"),
                (payload, context) -> payload == null ? "nothing" : "something",
                RetryPolicy.INHERIT);

        assertThat(run("ping", "{}")).isEqualTo("\"nothing\"");
        assertThat(run("ping", "{\"left\":\"over\"}")).isEqualTo("\"nothing\"");
    }

    @Test
    void parameters_that_do_not_fit_never_reach_the_handler() {
        Reports reports = new Reports();
        handlers.register(REPORT, reports::build, RetryPolicy.INHERIT);

        assertThatThrownBy(() -> run("report", "{\"type\":\"weekly\",\"user\":\"me\"}"))
                .isInstanceOf(PayloadMismatch.class)
                .hasMessageContainingAll("'report'", "user: expected int, got \"me\"");
        assertThat(reports.built).isEmpty();
    }

    @Test
    void what_a_handler_throws_comes_through_as_it_is() {
        handlers.adopt(FieldTask.class);

        assertThatThrownBy(() -> run(FieldTask.class.getName(), "{\"days\":-1}"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("days are negative");
    }

    @Test
    void a_name_has_one_handler() {
        handlers.register(REPORT, new Reports()::build, RetryPolicy.INHERIT);

        assertThatThrownBy(() -> handlers.register(REPORT, new Reports()::build, RetryPolicy.INHERIT))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.field()).isEqualTo("task");
                    assertThat(e.got()).isEqualTo("report");
                });
        assertThatThrownBy(() -> handlers.register("report", PatientTask::new))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> handlers.register("re port", PatientTask::new))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_factory_makes_an_object_for_each_attempt_and_parameters_become_its_fields() throws Exception {
        int before = PatientTask.MADE.get();
        handlers.register("my_job", PatientTask::new);

        run("my_job", "{}");
        run("my_job", "{\"table\":\"logs\",\"days\":30}");

        assertThat(context.lines).containsExactly("none 0", "logs 30");
        assertThat(PatientTask.MADE.get() - before).isEqualTo(2);
    }

    @Test
    void a_factory_may_make_records_and_lambdas() throws Exception {
        handlers.register("record", () -> new RecordTask(1));
        handlers.register("lambda", () -> context -> context.log("lambda"));

        run("record", "{}");
        run("record", "{\"size\":2}");
        run("lambda", "{}");
        run("lambda", "{\"size\":2}");

        assertThat(context.lines).containsExactly("record 1", "record 2", "lambda", "lambda");
    }

    @Test
    void the_retries_of_a_factory_are_asked_for_once() {
        int before = PatientTask.MADE.get();
        handlers.register("my_job", PatientTask::new);
        handlers.register("other", () -> context -> {});

        assertThat(handlers.retryOf("my_job").maxRetries()).isEqualTo(7);
        assertThat(handlers.retryOf("my_job").maxRetries()).isEqualTo(7);
        assertThat(handlers.retryOf("other")).isEqualTo(RetryPolicy.INHERIT);
        assertThat(handlers.retryOf("unknown")).isEqualTo(RetryPolicy.INHERIT);
        assertThat(PatientTask.MADE.get() - before).isEqualTo(1);
    }

    @Test
    void a_policy_stays_with_its_handler() {
        RetryPolicy policy = RetryPolicy.never().abortOn(IOException.class);
        handlers.register(REPORT, new Reports()::build, policy);

        assertThat(handlers.retryOf("report")).isSameAs(policy);
    }

    @Test
    void a_task_class_is_found_by_its_name_without_being_registered() throws Exception {
        run(RecordTask.class.getName(), "{\"size\":4}");
        run(FieldTask.class.getName(), "{\"table\":\"logs\",\"days\":30}");

        assertThat(context.lines).containsExactly("record 4", "logs 30");
        assertThat(handlers.names()).containsExactly(FieldTask.class.getName(), RecordTask.class.getName());
    }

    @Test
    void a_class_name_may_be_given_a_handler_of_its_own_after_all() throws Exception {
        handlers.adopt(PatientTask.class);
        handlers.register(PatientTask.class.getName(), () -> context -> context.log("mine"));
        handlers.adopt(PatientTask.class);

        run(PatientTask.class.getName(), "{}");

        assertThat(context.lines).containsExactly("mine");
    }

    @Test
    void what_has_no_handler_is_not_found() {
        assertThat(handlers.find("no.such.Task")).isNull();
        assertThat(handlers.find("backup:run")).isNull();
        assertThat(handlers.find("java.lang.String")).isNull();
        assertThat(handlers.names()).isEmpty();
    }

    @Test
    void every_new_name_is_told_once() {
        AtomicInteger told = new AtomicInteger();
        handlers.onNewName(told::incrementAndGet);

        handlers.register(REPORT, new Reports()::build, RetryPolicy.INHERIT);
        handlers.adopt(RecordTask.class);
        handlers.adopt(RecordTask.class);
        handlers.find(FieldTask.class.getName());
        handlers.find(FieldTask.class.getName());

        assertThat(told).hasValue(3);
    }
}
