package io.carillon.cli;

import io.carillon.schedule.Schedule;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "explain", mixinStandardHelpOptions = true, description = "Says a cron expression in words.")
final class CronExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "EXPR", description = "Cron expression or macro, in quotes.")
    String expression = "";

    @Option(names = "--lang", paramLabel = "LANG", description = "en or zh; the system's if not said.")
    String language = Locale.getDefault().getLanguage().equals("zh") ? "zh" : "en";

    CronExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!language.equals("en") && !language.equals("zh")) {
            throw UsageException.of("--lang", "en or zh", language);
        }
        terminal.out().println(Schedule.cron(expression).explain(Locale.forLanguageTag(language)));
        return 0;
    }
}
