package io.carillon.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Carillon;
import io.carillon.ScheduleInfo;
import io.carillon.Scheduler;
import io.carillon.tasks.CommandTypes;
import io.carillon.tasks.ShellLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCrontabTest {
    private static final Path SOURCE_TREE = Path.of("..");

    @TempDir
    Path folder;

    @Test
    void every_line_is_taken_and_starts_in_the_work_folder() throws IOException {
        try (Scheduler scheduler = scheduler()) {
            assertThat(DemoCrontab.importInto(scheduler, SOURCE_TREE, folder)).isEmpty();
            assertThat(scheduler.getSchedules(null, 100).items())
                    .extracting(ScheduleInfo::name)
                    .containsExactly(
                            "clear-up",
                            "disk-use",
                            "free-memory",
                            "load-average",
                            "load-figures-are-fresh",
                            "machine-report",
                            "processes-by-memory");
            assertThat(scheduler.getSchedules(null, 100).items())
                    .allSatisfy(schedule -> assertThat(
                                    ShellLine.from(schedule.definition().job())
                                            .orElseThrow()
                                            .directory())
                            .isEqualTo(folder.toString()));
        }
    }

    @Test
    void an_edited_file_counts_and_bad_lines_are_told() throws IOException {
        Files.createDirectories(folder.resolve("examples/demo"));
        Files.writeString(folder.resolve("examples/demo/crontab"), "# Mine\n@daily true\n@reboot false\n");
        try (Scheduler scheduler = scheduler()) {
            assertThat(DemoCrontab.importInto(scheduler, folder, folder)).hasSize(1);
            assertThat(scheduler.getSchedules(null, 100).items())
                    .extracting(ScheduleInfo::name)
                    .containsExactly("mine");
        }
    }

    @Test
    void the_jar_has_the_same_crontab_as_the_source_tree() throws IOException {
        try (InputStream in = DemoCrontab.class.getResourceAsStream("crontab")) {
            assertThat(in).hasBinaryContent(Files.readAllBytes(SOURCE_TREE.resolve("examples/demo/crontab")));
        }
    }

    private static Scheduler scheduler() {
        return Carillon.builder().commands(new CommandTypes(true)).build();
    }
}
