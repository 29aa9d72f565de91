package io.carillon.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.spi.StoreException;
import io.carillon.test.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @Test
    void a_started_node_is_ready_and_one_that_is_not_says_why() throws Exception {
        try (TestScheduler started = TestScheduler.create();
                Readiness ready = new Readiness(started.scheduler(), true, PATIENT)) {
            assertThat(ready.obstacle()).isEmpty();
            started.scheduler().stop();
            assertThat(ready.obstacle()).isPresent();
        }
        try (TestScheduler idle = TestScheduler.builder().build();
                Readiness node = new Readiness(idle.scheduler(), true, PATIENT);
                Readiness onlooker = new Readiness(idle.scheduler(), false, PATIENT)) {
            assertThat(node.obstacle()).contains("the scheduler is not started");
            assertThat(onlooker.obstacle()).as("is not meant to run jobs").isEmpty();
        }
    }

    @Test
    void a_question_that_hangs_is_asked_once_however_many_wait() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch answer = new CountDownLatch(1);
        try (Inquiry<Integer> hanging = new Inquiry<>("asks", Duration.ofMillis(30), () -> {
                    answer.await();
                    return asked.incrementAndGet();
                });
                ExecutorService callers = Executors.newCachedThreadPool()) {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(callers.submit(hanging::answer));
            }
            assertThat(waiting)
                    .allSatisfy(caller -> assertThatThrownBy(caller::get).hasCauseInstanceOf(TimeoutException.class));
            answer.countDown();
        }
        try (Inquiry<Integer> patient = new Inquiry<>("asks", PATIENT, asked::incrementAndGet)) {
            assertThat(patient.answer()).as("each hung question came to one").isLessThanOrEqualTo(2);
            assertThat(patient.answer()).as("asks again once it was answered").isLessThanOrEqualTo(3);
        }
    }

    @Test
    void what_the_question_throws_is_the_cause() {
        try (Inquiry<String> failing = new Inquiry<>("asks", PATIENT, () -> {
            throw new StoreException("gone", true, null);
        })) {
            assertThatThrownBy(failing::answer)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("gone");
        }
    }
}
