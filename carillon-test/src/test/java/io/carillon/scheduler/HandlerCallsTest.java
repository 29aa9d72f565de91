package io.carillon.scheduler;

import static io.carillon.test.CarillonAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.LogLine;
import io.carillon.RetryPolicy;
import io.carillon.ScheduleDefinition;
import io.carillon.Task;
import io.carillon.TaskContext;
import io.carillon.TaskHandler;
import io.carillon.TaskName;
import io.carillon.memory.InMemoryStore;
import io.carillon.schedule.Schedule;
import io.carillon.test.CarillonExtension;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a name to the code that runs: every kind of task, on the node that has it. */
@ExtendWith(CarillonExtension.class)
class HandlerCallsTest {
    record Report(String type, YearMonth month) {}

    private static final TaskName<Report> REPORT = TaskName.of("report", Report.class);

    /** A service with methods, as users have them. */
    static final class Reports {
        String build(Report report, TaskContext context) {
            context.progress(50, "half");
            return report.type() + " of " + report.month();
        }

        void send(Report report) throws IOException {
            throw new IOException("no route for " + report.type());
        }
    }

    /** A task whose fields have defaults. */
    static final class Mailer implements Task {
        private String to = "nobody";

        @Override
        public void execute(TaskContext context) {
            context.log("to " + to);
        }

        @Override
        public int retryCount() {
            return 5;
        }
    }

    record Greeting(String name) implements Task {
        @Override
        public void execute(TaskContext context) {
            context.log("hello " + name);
        }
    }

    private static List<String> lines(TestScheduler test, String job) {
        return test.scheduler().logs(job, -1, 100).stream()
                .map(LogLine::message)
                .toList();
    }

    @Test
    void a_method_reference_is_a_handler(TestScheduler test) {
        test.scheduler().register(REPORT, new Reports()::build);
        String id = test.scheduler().enqueue(JobRequest.of(REPORT, new Report("weekly", YearMonth.of(2030, 1))));
        test.drain();

        assertThat(test.job(id)).isCompleted().hasResult("\"weekly of 2030-01\"");
    }

    @Test
    void a_method_without_a_result_is_a_handler_with_its_own_policy(TestScheduler test) {
        test.scheduler()
                .register(
                        REPORT,
                        TaskHandler.action(new Reports()::send),
                        RetryPolicy.fixed(Duration.ofSeconds(1)).maxRetries(2));
        String id = test.scheduler().enqueue(JobRequest.of(REPORT, new Report("weekly", null)));
        test.advance(Duration.ofSeconds(10));

        assertThat(test.job(id)).isFailedWith("java.io.IOException").hasAttempt(3);
        assertThat(test.job(id).maxRetries()).isEqualTo(2);
    }

    @Test
    void a_rule_of_the_handlers_policy_ends_the_job_at_once(TestScheduler test) {
        test.scheduler()
                .register(
                        REPORT,
                        TaskHandler.action(new Reports()::send),
                        RetryPolicy.INHERIT.abortOn(IOException.class));
        String id = test.scheduler().enqueue(JobRequest.of(REPORT, new Report("weekly", null)));
        test.drain();

        assertThat(test.job(id)).isFailed().hasAttempt(1);
    }

    @Test
    void a_factory_makes_tasks_by_name(TestScheduler test) {
        test.scheduler().register("mail", Mailer::new);
        String plain = test.scheduler().enqueue(JobRequest.named("mail", null));
        String filled = test.scheduler().enqueue(JobRequest.named("mail", Map.of("to", "ops")));
        test.drain();

        assertThat(lines(test, plain)).containsExactly("to nobody");
        assertThat(lines(test, filled)).containsExactly("to ops");
        assertThat(test.job(plain).maxRetries()).isEqualTo(5);
    }

    @Test
    void a_task_of_fields_and_a_task_that_is_a_record_need_no_registering(TestScheduler test) {
        String fields = test.scheduler().enqueue(new CleanupTask("logs", 30));
        String record = test.scheduler().enqueue(new Greeting("ops"));
        test.drain();

        assertThat(lines(test, fields)).containsExactly("cleaned logs older than 30 days");
        assertThat(lines(test, record)).containsExactly("hello ops");
        assertThat(test.job(fields).task()).isEqualTo(CleanupTask.class.getName());
    }

    @Test
    void another_process_finds_a_task_class_by_its_name() {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        TestScheduler producer = TestScheduler.builder().time(time).store(store).build();
        String id = producer.scheduler().enqueue(new Greeting("other side"));

        try (TestScheduler worker =
                TestScheduler.builder().time(time).store(store).start()) {
            worker.drain();
            assertThat(worker.job(id)).isCompleted();
            assertThat(lines(worker, id)).containsExactly("hello other side");
        }
    }

    @Test
    void parameters_that_do_not_fit_fail_their_job_at_once_and_no_other(TestScheduler test) {
        test.scheduler().register(REPORT, new Reports()::build);
        String bad = test.scheduler().enqueue(JobRequest.named("report", Map.of("type", "x", "month", "May")));
        String good = test.scheduler().enqueue(JobRequest.named("report", Map.of("type", "x", "month", "2030-05")));
        String task = test.scheduler().enqueue(JobRequest.named(CleanupTask.class.getName(), Map.of("days", "many")));
        test.drain();

        assertThat(test.job(good)).isCompleted();
        assertThat(test.job(bad)).isFailed().hasAttempt(1);
        assertThat(test.job(bad).error().message())
                .contains("task 'report'", "month: expected YearMonth", "got \"May\"");
        assertThat(test.job(task)).isFailed().hasAttempt(1);
        assertThat(test.job(task).error().message()).contains("days: expected int, got \"many\"");
    }

    @Test
    void a_result_that_cannot_be_written_fails_its_job(TestScheduler test) {
        test.scheduler().register(TaskName.of("endless"), (payload, context) -> {
            Object[] self = new Object[1];
            self[0] = self;
            return self;
        });
        String id = test.scheduler().enqueue(JobRequest.named("endless", null));
        test.drain();

        assertThat(test.job(id)).isFailed().hasAttempt(1);
        assertThat(test.job(id).error().message()).contains("result of task 'endless'");
    }

    @Test
    void a_job_whose_task_nobody_has_waits_for_a_node_that_has_it(TestScheduler test) {
        String id = test.scheduler().enqueue(JobRequest.named("report", Map.of("type", "x", "month", "2030-05")));
        test.drain();
        assertThat(test.job(id)).isPending().waitsFor("report");

        test.scheduler().register(REPORT, new Reports()::build);
        test.advance(Duration.ofSeconds(5));

        assertThat(test.job(id)).isCompleted().hasAttempt(1);
    }

    @Test
    void names_of_other_nodes_are_known_and_can_be_commanded() {
        FakeTime time = FakeTime.at(TestScheduler.START);
        InMemoryStore store = new InMemoryStore(time, Runnable::run);
        TestScheduler console = TestScheduler.builder().time(time).store(store).build();
        try (TestScheduler worker =
                TestScheduler.builder().time(time).store(store).build()) {
            worker.scheduler().register("backup:run", Mailer::new).start();

            assertThat(console.scheduler().taskNames()).containsExactly("backup:run");
            String id =
                    console.scheduler().enqueue(JobRequest.command("backup:run").params(Map.of("to", "tape")));
            worker.drain();
            assertThat(lines(worker, id)).containsExactly("to tape");
            assertThatThrownBy(() -> console.scheduler()
                            .enqueue(JobRequest.named("backup:rum", null).knownOnly()))
                    .hasMessageEndingWith("did you mean 'backup:run'?");
        }
        time.advance(Duration.ofSeconds(2));
        assertThat(console.scheduler().taskNames()).isEmpty();
    }

    @Test
    void what_a_schedule_names_is_known_though_no_node_has_it(TestScheduler test) {
        test.scheduler()
                .putSchedule(ScheduleDefinition.of("n", Schedule.daily("02:00"), JobRequest.named("census", null)));

        String id = test.scheduler().enqueue(JobRequest.named("census", null).knownOnly());
        test.drain();

        assertThat(test.job(id)).isPending().waitsFor("census");
        assertThat(test.scheduler().taskNames()).doesNotContain("census");
    }

    @Test
    void a_command_goes_to_the_task_type_that_takes_it() {
        try (TestScheduler test = TestScheduler.builder()
                .with(draft -> draft.resolvers.add(command -> command.startsWith("say ") ? "say" : null))
                .start()) {
            test.scheduler()
                    .register(
                            TaskName.of("say"),
                            (payload, context) -> context.command().substring(4));
            String id = test.scheduler().enqueue(JobRequest.command("say it loud"));
            test.drain();
            Job job = test.job(id);

            assertThat(job).isCompleted().hasResult("\"it loud\"");
            assertThat(job.command()).isEqualTo("say it loud");
            assertThat(job.task()).isEqualTo("say");
            assertThatThrownBy(() -> test.scheduler().enqueue(JobRequest.command("whisper it")))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("unknown command 'whisper it'");
            assertThat(test.scheduler().getTasks(JobQuery.ALL).items()).hasSize(1);
        }
    }

    @Test
    void a_handler_may_enqueue_further_jobs(TestScheduler test) {
        test.scheduler()
                .register(
                        TaskName.of("first"),
                        (payload, context) -> context.scheduler().enqueue(new Greeting("from the first")));
        String first = test.scheduler().enqueue(JobRequest.named("first", null));
        test.drain();
        String second = test.job(first).result().replace("\"", "");

        assertThat(test.job(second)).isCompleted();
        assertThat(lines(test, second)).containsExactly("hello from the first");
    }
}
