package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What it costs to wait: many schedules, none due. */
final class IdleCase implements Case {
    private static final int SCHEDULES = 100_000;
    private static final String NEVER_SOON = "0 0 0 29 2 *";

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String about() {
        return "100,000 schedules, none due: statements and CPU a second";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                if (subject instanceof CarillonSubject) {
                    trials.add(trial(server, subject, setting, Options.DEFAULTS, ""));
                } else if (!(subject instanceof RawSubject)) {
                    trials.add(trial(server, subject, setting, Options.DEFAULTS, " defaults"));
                    trials.add(trial(server, subject, setting, Options.tuned(0), " tuned"));
                }
            }
        }
        return trials;
    }

    private static Trial trial(Server server, Subject subject, Setting setting, Options options, String words) {
        return new IdleTrial(server, subject, options, setting.count(SCHEDULES), setting.seconds(), words);
    }

    private record IdleTrial(Server server, Subject on, Options options, int count, double seconds, String words)
            implements Trial {
        @Override
        public String subject() {
            return on.name();
        }

        @Override
        public String variant() {
            return String.format(
                    Locale.ROOT, "%s %,d schedules%s", server.kind().word(), count, words);
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place();
                    Engine engine = on.open(place, options)) {
                engine.addSchedules(0, count, number -> NEVER_SOON);
                engine.start((number, due) -> {
                    throw new IllegalStateException("fired a schedule that is not due");
                });
                // Starting is not idling.
                TimeUnit.MILLISECONDS.sleep((long) (seconds * 250));
                Meter meter = Meter.start(place, engine);
                TimeUnit.MILLISECONDS.sleep((long) (seconds * 1_000));
                return meter.perSecond();
            }
        }
    }
}
