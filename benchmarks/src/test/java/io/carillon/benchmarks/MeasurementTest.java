package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {
    private record Named(String subject, String variant) implements Trial {
        @Override
        public List<Value> run() {
            return List.of();
        }
    }

    static Measurement measured(String subject, String metric, double... values) {
        return Measurement.of(
                "drain",
                new Named(subject, "sqlite 500 slots"),
                Arrays.stream(values)
                        .mapToObj(value -> new Value(metric, value, "jobs/s"))
                        .toList());
    }

    @Test
    void of_several_runs_the_middle_one_counts_and_the_ends_are_shown() {
        Measurement odd = measured("carillon", "rate", 30, 10, 1_000);
        Measurement even = measured("carillon", "rate", 4, 1, 3, 2);

        assertThat(odd).extracting("value", "low", "high", "runs").containsExactly(30.0, 10.0, 1_000.0, 3);
        assertThat(even.value()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 50", "0.99, 99", "1, 100", "0, 1", "0.001, 1"})
    void a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(double share, double expected) {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 - i;
        }

        assertThat(Measurement.percentile(values, share)).isEqualTo(expected);
    }

    @Test
    void of_nothing_there_is_no_percentile() {
        assertThat(Measurement.percentile(new double[0], 0.5)).isNaN();
        assertThat(Measurement.percentile(new double[] {7}, 0.99)).isEqualTo(7);
    }
}
