package io.carillon.internal;

import static io.carillon.test.CarillonAssertions.assertThat;

import io.carillon.JobRequest;
import io.carillon.TaskName;
import io.carillon.test.CarillonExtension;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CarillonExtension.class)
class AttemptTest {
    record Sum(int a, int b) {}

    private static final TaskName<Sum> SUM = TaskName.of("sum", Sum.class);

    @Test
    void a_job_is_claimed_run_and_settled_with_its_result(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a() + sum.b());
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)));
        assertThat(test.job(id)).isPending();
        test.drain();
        assertThat(test.job(id)).isCompleted().hasResult("3").hasAttempt(1);
    }

    @Test
    void a_delayed_job_runs_when_it_is_due_and_not_before(TestScheduler test) {
        test.scheduler().register(SUM, (sum, context) -> sum.a() + sum.b());
        String id = test.scheduler().enqueue(JobRequest.of(SUM, new Sum(1, 2)).delay(Duration.ofSeconds(90)));
        test.advance(Duration.ofSeconds(90).minusMillis(1));
        assertThat(test.job(id)).isPending();
        test.advance(Duration.ofMillis(1));
        assertThat(test.job(id)).isCompleted();
    }
}
