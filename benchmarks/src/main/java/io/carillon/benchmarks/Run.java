package io.carillon.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run of the command: some cases, measured and reported. */
final class Run {
    /** Where results and remarks go. */
    record Output(PrintStream results, PrintStream remarks, boolean json) {
        void say(String line) {
            remarks.println("carillon: " + line);
        }
    }

    private final Setting setting;
    private final int runs;
    private final long seed;
    private final String only;

    /** @param only a part of the variants' names; empty for all */
    Run(Setting setting, int runs, long seed, String only) {
        this.setting = setting;
        this.runs = runs;
        this.seed = seed;
        this.only = only;
    }

    /** Measures, reports and says whether all went well: 0, otherwise 1. */
    int report(List<Case> cases, Output output) throws Exception {
        List<String> settings = settings();
        settings.forEach(output.json() ? output::say : output.results()::println);
        List<Measurement> all = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Rounds rounds = new Rounds(runs, seed, output::say);
        for (Case one : cases) {
            List<Trial> trials = one.trials(setting).stream()
                    .filter(trial -> trial.variant().contains(only))
                    .toList();
            Rounds.Outcome outcome = rounds.run(one.name(), trials);
            if (output.json()) {
                outcome.measurements().stream().map(Report::json).forEach(output.results()::println);
            } else {
                Report.table(outcome.measurements()).forEach(output.results()::println);
            }
            output.results().flush();
            all.addAll(outcome.measurements());
            failures.addAll(outcome.failures());
        }
        failures.forEach(failure -> output.say("failed: " + failure));
        if (all.isEmpty() && failures.isEmpty()) {
            throw new BadUsage("nothing to measure: no variant of "
                    + cases.stream().map(Case::name).toList() + " contains '" + only + "'");
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private List<String> settings() {
        List<String> lines = new ArrayList<>(Machine.here().lines());
        setting.servers().forEach(server -> lines.add("database: " + server.description()));
        lines.add(String.format(
                Locale.ROOT,
                "settings: %d runs of %s s, scale %s, seed %d",
                runs,
                Report.number(setting.seconds()),
                setting.scale(),
                seed));
        return lines;
    }
}
