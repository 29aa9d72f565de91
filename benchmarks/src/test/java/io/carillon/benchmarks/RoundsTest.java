package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> order = new ArrayList<>();

    /** Gives how often it ran; fails where it is told to. */
    private final class Noted implements Trial {
        private final String subject;
        private final int failsAt;
        private int runs;

        Noted(String subject, int failsAt) {
            this.subject = subject;
            this.failsAt = failsAt;
        }

        @Override
        public String subject() {
            return subject;
        }

        @Override
        public String variant() {
            return "here";
        }

        @Override
        public void warmUp() {
            order.add("warm " + subject);
        }

        @Override
        public List<Value> run() {
            order.add(subject);
            if (++runs == failsAt) {
                throw new IllegalStateException("cannot");
            }
            return List.of(new Value("count", runs, ""), new Value("unknown", Double.NaN, ""));
        }

        @Override
        public void end() {
            order.add("end " + subject);
        }
    }

    private Rounds.Outcome run(long seed, Trial... trials) throws InterruptedException {
        order.clear();
        return new Rounds(5, seed, line -> {}).run("test", List.of(trials));
    }

    @Test
    void each_warms_up_first_and_runs_once_in_each_round_in_an_order_of_the_seed() throws InterruptedException {
        run(1, new Noted("a", 0), new Noted("b", 0), new Noted("c", 0));
        List<String> first = List.copyOf(order);
        run(1, new Noted("a", 0), new Noted("b", 0), new Noted("c", 0));
        List<String> again = List.copyOf(order);
        run(2, new Noted("a", 0), new Noted("b", 0), new Noted("c", 0));

        assertThat(first).startsWith("warm a", "warm b", "warm c").endsWith("end a", "end b", "end c");
        for (int round = 0; round < 5; round++) {
            assertThat(first.subList(3 + 3 * round, 6 + 3 * round)).containsExactlyInAnyOrder("a", "b", "c");
        }
        assertThat(again).isEqualTo(first);
        assertThat(order).isNotEqualTo(first);
    }

    @Test
    void where_time_is_short_each_runs_once_and_that_is_said() throws InterruptedException {
        List<String> said = new ArrayList<>();

        Rounds.Outcome outcome =
                new Rounds(5, 1, said::add, Duration.ZERO).run("test", List.of(new Noted("a", 0), new Noted("b", 0)));

        assertThat(outcome.measurements()).extracting(Measurement::runs).containsExactly(1, 1);
        assertThat(said).contains("test: no time for more than 1 of 5 runs");
    }

    @Test
    void one_that_fails_is_left_out_and_said_and_keeps_what_it_measured() throws InterruptedException {
        Rounds.Outcome outcome = run(1, new Noted("a", 2), new Noted("b", 0));

        assertThat(outcome.failures()).containsExactly("a (here): java.lang.IllegalStateException: cannot");
        assertThat(order.stream().filter("a"::equals)).hasSize(2);
        assertThat(outcome.measurements())
                .extracting(Measurement::subject, Measurement::metric, Measurement::value, Measurement::runs)
                .containsExactly(tuple("a", "count", 1.0, 1), tuple("b", "count", 3.0, 5));
    }
}
