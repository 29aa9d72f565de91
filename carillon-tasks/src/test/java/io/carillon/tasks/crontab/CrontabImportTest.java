package io.carillon.tasks.crontab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.Carillon;
import io.carillon.InvalidValueException;
import io.carillon.JobRequest;
import io.carillon.ScheduleDefinition;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.schedule.Schedule;
import io.carillon.tasks.CommandTypes;
import io.carillon.tasks.ShellLine;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Crontabs and a scheduler over the in-memory store. */
class CrontabImportTest {
    private static final String MIXED = "@reboot agent\n# Disk use\nA=b\n0 2 * * * df -h%in%put\n0 25 * * * late\n";

    private final Scheduler scheduler = Carillon.builder()
            .zone(ZoneId.of("UTC"))
            .commands(new CommandTypes(true))
            .build();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void nothing_is_imported_unless_all_lines_are_good_or_partial_is_asked_for() {
        Crontab crontab = Crontab.parse(MIXED, CrontabOptions.DEFAULT);
        assertThat(crontab.putInto(scheduler, false)).isEmpty();
        assertThat(names()).isEmpty();

        assertThat(crontab.putInto(scheduler, true)).hasSize(1);
        assertThat(names()).hasSize(1);
    }

    @Test
    void what_the_store_gives_back_is_the_line() {
        Crontab crontab = Crontab.parse("# Disk use\n0 2 * * * df -h \"$A\"%in%put\n", CrontabOptions.DEFAULT);
        crontab.putInto(scheduler, false);

        ScheduleDefinition stored =
                scheduler.getSchedule("disk-use").orElseThrow().definition();
        assertThat(stored.schedule().next(scheduler.now())).isNotNull();
        assertThat(stored.source()).isEqualTo("crontab");
        assertThat(ShellLine.from(stored.job()))
                .contains(ShellLine.of("df -h \"$A\"").stdin("in\nput\n").directory("~"));
        assertThat(CrontabExport.export(List.of(stored))).contains("0 2 * * * df -h \"$A\"%in%put\n");
    }

    @Test
    void importing_again_replaces_and_doubles_nothing() {
        Crontab.parse("# Disk use\n0 2 * * * df -h\n", CrontabOptions.DEFAULT).putInto(scheduler, false);
        Crontab.parse("# Disk use\n0 3 * * * df -i\n", CrontabOptions.DEFAULT).putInto(scheduler, false);
        assertThat(names()).containsExactly("disk-use");
        ScheduleDefinition stored =
                scheduler.getSchedule("disk-use").orElseThrow().definition();
        assertThat(stored.job().command()).isEqualTo("df -i");
        assertThat(stored.schedule().expression()).isEqualTo("0 3 * * *");
    }

    @Test
    void a_schedule_from_elsewhere_is_not_replaced() {
        scheduler.register("report", () -> context -> {});
        scheduler.putSchedule(
                ScheduleDefinition.of("b", Schedule.daily("01:00"), JobRequest.named("report", Map.of())));
        Crontab crontab = Crontab.parse("# a\n0 2 * * * df -h\n# b\n0 2 * * * df -i\n", CrontabOptions.DEFAULT);
        assertThatThrownBy(() -> crontab.putInto(scheduler, false))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("'b'");
        assertThat(names()).containsExactly("b");
    }

    private List<String> names() {
        return scheduler.getSchedules(null, 100).items().stream()
                .map(ScheduleInfo::name)
                .toList();
    }
}
