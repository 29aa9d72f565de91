package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time of a server and of all that work for it, also of those that end while it is looked at. */
class PostgresProcessesTest {
    private static final long POSTMASTER = 1;

    /** User and system time, and those of ended children. */
    private static final class Machine implements PostgresProcesses.Table {
        private final Map<Long, long[]> processes = new LinkedHashMap<>();
        /** What happens at each look, before the answer; the last one is the first to happen. */
        private final List<Runnable> events = new ArrayList<>();

        Machine() {
            processes.put(POSTMASTER, new long[] {3, 4, 100, 200});
            processes.put(2L, new long[] {10, 20, 0, 0});
            processes.put(3L, new long[] {40, 50, 0, 0});
        }

        void end(long child) {
            long[] times = processes.remove(child);
            if (times != null) {
                processes.get(POSTMASTER)[2] += times[0];
                processes.get(POSTMASTER)[3] += times[1];
            }
        }

        private void look() {
            if (!events.isEmpty()) {
                events.removeLast().run();
            }
        }

        @Override
        public List<Long> children(long pid) {
            look();
            return processes.keySet().stream().filter(child -> child != pid).toList();
        }

        @Override
        public long[] times(long pid) {
            look();
            long[] times = processes.get(pid);
            return times == null ? new long[0] : times.clone();
        }
    }

    @Test
    void all_times_count_once() {
        assertThat(PostgresProcesses.ticks(POSTMASTER, new Machine())).isEqualTo(427);
    }

    @Test
    void a_child_that_ends_at_any_moment_counts_once() {
        for (int moment = 0; moment < 8; moment++) {
            Machine machine = new Machine();
            machine.events.add(() -> machine.end(3));
            for (int i = 0; i < moment; i++) {
                machine.events.add(() -> {});
            }

            assertThat(PostgresProcesses.ticks(POSTMASTER, machine))
                    .as("ends at look " + moment)
                    .isEqualTo(427);
        }
    }

    @Test
    void a_child_that_comes_and_goes_meanwhile_counts_too() {
        Machine machine = new Machine();
        machine.events.add(() -> machine.end(4));
        machine.events.add(() -> {});
        machine.events.add(() -> machine.processes.put(4L, new long[] {1_000, 0, 0, 0}));

        assertThat(PostgresProcesses.ticks(POSTMASTER, machine)).isEqualTo(1_427);
    }

    @Test
    void where_somebody_comes_and_goes_all_the_time_it_ends_nevertheless() {
        Machine machine = new Machine();
        for (int i = 0; i < 10_000; i++) {
            machine.events.add(() -> machine.processes.get(POSTMASTER)[2]++);
        }

        assertThat(PostgresProcesses.ticks(POSTMASTER, machine)).isGreaterThan(427);
    }
}
