package io.carillon.internal;

import static io.carillon.internal.Work.WORK;
import static io.carillon.internal.Work.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.JobQuery;
import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.schedule.Schedule;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PruneTest {
    private final TestScheduler test = TestScheduler.builder()
            .with(draft -> draft.retention = Duration.ofMinutes(10))
            .start();

    private int jobs() {
        return test.scheduler().getTasks(JobQuery.ALL.limit(1_000)).items().size();
    }

    @Test
    void finished_jobs_and_fires_go_when_they_are_older_than_the_retention_and_live_ones_stay() {
        work(test, context -> {});
        test.scheduler().enqueue(JobRequest.of(WORK, null));
        test.scheduler().enqueue(JobRequest.of(WORK, null).delay(Duration.ofHours(1)));
        Schedule once = Schedule.once(TestScheduler.START.plusSeconds(1));
        test.scheduler().putSchedule(ScheduleDefinition.of("s", once, JobRequest.of(WORK, null)));
        test.advance(Duration.ofMinutes(9));
        assertThat(jobs()).isEqualTo(3);
        assertThat(test.scheduler().fires("s", null, 10)).hasSize(1);
        test.advance(Duration.ofMinutes(3));
        assertThat(jobs()).isEqualTo(1);
        assertThat(test.scheduler().fires("s", null, 10)).isEmpty();
    }

    @Test
    void a_large_rest_goes_in_batches_one_after_the_other() {
        work(test, context -> {});
        for (int i = 0; i < 2_300; i++) {
            test.scheduler().enqueue(JobRequest.of(WORK, null));
        }
        test.advance(Duration.ofMinutes(12));
        assertThat(test.scheduler().getTasks(JobQuery.ALL.limit(1_000)).items()).isEmpty();
    }
}
