package io.carillon.examples.demo;

import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.tasks.crontab.Crontab;
import io.carillon.tasks.crontab.CrontabOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The demo's crontab: {@code examples/demo/crontab} of the source tree, otherwise the copy of it in the jar. */
final class DemoCrontab {
    private static final String FILE = "examples/demo/crontab";

    private DemoCrontab() {}

    /**
     * Imports every line, and runs each once, so that there is something to see.
     *
     * @param home the source tree; a folder without one will do
     * @param work where the lines start
     * @return what could not be imported
     */
    static List<Crontab.Refusal> importInto(Scheduler scheduler, Path home, Path work) throws IOException {
        Crontab crontab = Crontab.parse(text(home), CrontabOptions.DEFAULT.directory(work.toString()));
        List<ScheduleInfo> schedules = crontab.putInto(scheduler, true);
        schedules.forEach(schedule -> scheduler.runSchedule(schedule.name()));
        return crontab.refusals();
    }

    private static String text(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (Files.isReadable(file)) {
            return Files.readString(file);
        }
        try (InputStream in = DemoCrontab.class.getResourceAsStream("crontab")) {
            return new String(Objects.requireNonNull(in, "crontab").readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
