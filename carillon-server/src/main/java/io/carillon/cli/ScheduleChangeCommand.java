package io.carillon.cli;

import io.carillon.web.api.Api;
import io.carillon.web.api.SchedulesApi;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes schedules by name, one after the other; stops at the first that cannot be changed. */
abstract class ScheduleChangeCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "NAME")
    List<String> names = new ArrayList<>();

    ScheduleChangeCommand(Terminal terminal) {
        super(terminal);
    }

    /** Changes one and returns what to print. */
    abstract String change(SchedulesApi schedules, String name);

    @Override
    int run(Api api) {
        for (String name : names) {
            terminal.out().println(change(api.schedules(), name));
        }
        return 0;
    }

    @Command(name = "rm", mixinStandardHelpOptions = true, description = "Removes schedules; their jobs stay.")
    static final class Remove extends ScheduleChangeCommand {
        Remove(Terminal terminal) {
            super(terminal);
        }

        @Override
        String change(SchedulesApi schedules, String name) {
            schedules.delete(name);
            return name + " removed";
        }
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Runs schedules now. Prints the jobs' ids.")
    static final class Run extends ScheduleChangeCommand {
        Run(Terminal terminal) {
            super(terminal);
        }

        @Override
        String change(SchedulesApi schedules, String name) {
            return String.valueOf(schedules.run(name).object().get("id"));
        }
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Lets schedules fire no more.")
    static final class Pause extends ScheduleChangeCommand {
        Pause(Terminal terminal) {
            super(terminal);
        }

        @Override
        String change(SchedulesApi schedules, String name) {
            schedules.pause(name);
            return name + " paused";
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Lets paused schedules fire again.")
    static final class Resume extends ScheduleChangeCommand {
        Resume(Terminal terminal) {
            super(terminal);
        }

        @Override
        String change(SchedulesApi schedules, String name) {
            return name + " resumed, " + Words.nextRun(schedules.resume(name).object());
        }
    }
}
