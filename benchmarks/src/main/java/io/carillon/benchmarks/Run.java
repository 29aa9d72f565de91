package io.carillon.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of the command: some cases, measured and reported. */
final class Run {
    /** How results look on standard output. */
    enum Form {
        TABLE,
        MARKDOWN,
        JSON
    }

    /**
     * Where results and remarks go.
     *
     * @param folder for files; null for none
     */
    record Output(
            PrintStream results,
            PrintStream remarks,
            Form form,
            @Nullable Folder folder) {
        void say(String line) {
            if (!AtExit.hasBegun()) {
                remarks.println("carillon: " + line);
            }
        }

        /** What surrounds results: with those for people, beside those for programs. */
        void frame(String line) {
            if (form == Form.JSON) {
                say(line);
            } else {
                results.println(form == Form.MARKDOWN ? "- " + line : line);
            }
        }

        void print(List<Measurement> measurements) {
            switch (form) {
                case JSON -> measurements.stream().map(Report::json).forEach(results::println);
                case MARKDOWN -> Report.markdown(measurements).forEach(results::println);
                case TABLE -> Report.table(measurements).forEach(results::println);
            }
            results.flush();
        }
    }

    /** After this long a quick look makes no more runs than it must, so that it is over in three minutes. */
    private static final Duration QUICK = Duration.ofSeconds(120);

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
        Map<Case, List<Trial>> chosen = chosen(cases, output);
        List<String> settings = settings();
        settings.forEach(output::frame);
        List<Measurement> all = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Rounds rounds =
                setting.quick() ? new Rounds(runs, seed, output::say, QUICK) : new Rounds(runs, seed, output::say);
        for (Map.Entry<Case, List<Trial>> one : chosen.entrySet()) {
            Rounds.Outcome outcome = rounds.run(one.getKey().name(), one.getValue());
            output.print(outcome.measurements());
            all.addAll(outcome.measurements());
            failures.addAll(outcome.failures());
            if (output.folder() != null) {
                // What was measured for hours is not lost when the rest is broken off.
                output.folder().write(settings, all);
            }
        }
        failures.forEach(failure -> output.say("failed: " + failure));
        if (setting.quick()) {
            verdict(all, output);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    /** Each case with what is to be tried; those without anything are left out. */
    private Map<Case, List<Trial>> chosen(List<Case> cases, Output output) throws Exception {
        Map<Case, List<Trial>> chosen = new LinkedHashMap<>();
        Set<String> subjects = new HashSet<>();
        Set<String> variants = new LinkedHashSet<>();
        for (Case one : cases) {
            List<Trial> all = one.trials(setting);
            all.forEach(trial -> subjects.add(trial.subject()));
            all.forEach(trial -> variants.add(trial.variant()));
            List<Trial> wanted =
                    all.stream().filter(trial -> trial.variant().contains(only)).toList();
            if (!wanted.isEmpty()) {
                chosen.put(one, wanted);
            }
        }
        if (chosen.isEmpty()) {
            String names = String.join(", ", cases.stream().map(Case::name).toList());
            throw new BadUsage(
                    variants.isEmpty()
                            ? "nothing to measure: " + names + " has nothing for this --store"
                            : "--only: no variant of " + names + " contains '" + only + "'; there are '"
                                    + String.join("', '", variants) + "'");
        }
        setting.peers()
                .absent(subjects)
                .forEach(peer ->
                        output.say(peer + " takes no part: not on these databases," + " or not in these cases"));
        return chosen;
    }

    private void verdict(List<Measurement> all, Output output) throws Exception {
        Verdict verdict = new Verdict(all, Runtime.getRuntime().availableProcessors());
        if (output.form() != Form.JSON) {
            output.results().println();
        }
        for (Server server : setting.servers()) {
            verdict.of(server).forEach(output::frame);
        }
    }

    private List<String> settings() {
        List<String> lines = new ArrayList<>(Machine.here().lines());
        lines.add("versions: " + Versions.all());
        setting.servers().forEach(server -> lines.add("database: " + server.description()));
        lines.add(String.format(
                Locale.ROOT,
                "settings: %d runs of %s s, scale %s, seed %d",
                runs,
                setting.seconds(),
                setting.scale(),
                seed));
        return lines;
    }
}
