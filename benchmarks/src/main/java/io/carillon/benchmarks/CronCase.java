package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What cron expressions cost, by JMH; see {@link CronBenchmark}. */
final class CronCase implements Case {
    private static final Map<String, String> SUBJECTS = subjects();

    private static Map<String, String> subjects() {
        Map<String, String> subjects = new LinkedHashMap<>();
        subjects.put(CarillonSubject.NAME, "Carillon");
        subjects.put("spring", "Spring");
        subjects.put("quartz", "Quartz");
        subjects.put("cron-utils", "CronUtils");
        return subjects;
    }

    @Override
    public String name() {
        return "cron";
    }

    @Override
    public String about() {
        return "next fire and parsing of 20 usual cron expressions, by JMH";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        SUBJECTS.forEach((subject, suffix) -> {
            if (setting.peers().include(subject)) {
                for (String zone : List.of("UTC", "America/New_York")) {
                    trials.add(new CronTrial(subject, suffix, zone, setting.seconds()));
                }
            }
        });
        return trials;
    }

    private record CronTrial(String subject, String suffix, String variant, double seconds) implements Trial {
        private static final int WARM_UPS = 3;
        private static final int ITERATIONS = 4;
        private static final double SHORT = 0.5;

        /** One process of JMH's for each benchmark, which warms up in it; none for runs that only try whether it works. */
        @Override
        public List<Value> run() throws Exception {
            long millis = (long) Math.clamp(seconds * 1_000 / (WARM_UPS + ITERATIONS) / 4, 5, 1_000);
            ChainedOptionsBuilder options = new OptionsBuilder()
                    .include(CronBenchmark.class.getName() + "\\.[a-z]+" + suffix + "$")
                    .param("zone", variant)
                    .warmupIterations(WARM_UPS)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(ITERATIONS)
                    .measurementTime(TimeValue.milliseconds(millis))
                    .forks(seconds < SHORT ? 0 : 1)
                    .verbosity(VerboseMode.SILENT);
            Collection<RunResult> results = new Runner(options.build()).run();
            List<Value> values = new ArrayList<>();
            for (RunResult result : results) {
                String method = result.getPrimaryResult().getLabel();
                String metric = method.substring(0, method.length() - suffix.length());
                values.add(new Value(
                        metric.toLowerCase(Locale.ROOT),
                        result.getPrimaryResult().getScore(),
                        "ns"));
            }
            return values;
        }
    }
}
