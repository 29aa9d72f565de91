package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static Measurement drain(String metric, double value) {
        return new Measurement("drain", "carillon", "postgres 500 slots", metric, value, value, value, "", 1);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 10, there is room for 7 nodes",
        "100, 80, there is room for 1 node",
        "100, 95, connections are the limit",
        "100, 101, connections are the limit",
    })
    void connections_are_said_in_nodes(long allowed, long used, String said) {
        assertThat(Verdict.connections(allowed, used)).contains(used + " of " + allowed, said);
    }

    @ParameterizedTest
    @CsvSource({
        "50000, 20, 15, 88 % of 2 cores, CPU is the limit",
        "5000, 20, 15, 9 % of 2 cores, waiting is the limit",
        "5000, 20, , 5 % of 2 cores, the limit is the database or the way to it",
        "90000, 20, , 90 % of 2 cores, CPU is the limit",
    })
    void what_limits_is_seen_from_the_share_of_the_cores(
            double rate, double client, Double database, String used, String limit) {
        List<Measurement> measurements = database == null
                ? List.of(drain("rate", rate), drain("client_cpu", client))
                : List.of(drain("rate", rate), drain("client_cpu", client), drain("database_cpu", database));

        assertThat(new Verdict(measurements, 2).limit(Kind.POSTGRES).orElseThrow())
                .contains(used, limit);
        assertThat(new Verdict(measurements, 2).limit(Kind.SQLITE)).isEmpty();
    }
}
