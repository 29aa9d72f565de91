package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What it costs to wait: many schedules, none due. */
final class IdleCase implements Case {
    private static final int SCHEDULES = 100_000;
    private static final double STARTING_SECONDS = 5;
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
                Waiting waiting = new Waiting(server, subject, setting);
                if (subject instanceof CarillonSubject) {
                    trials.add(new IdleTrial(waiting, Options.DEFAULTS, setting.seconds(), ""));
                } else if (!(subject instanceof RawSubject)) {
                    trials.add(new IdleTrial(waiting, Options.DEFAULTS, setting.seconds(), " defaults"));
                    trials.add(new IdleTrial(waiting, Options.tuned(0), setting.seconds(), " tuned"));
                }
            }
        }
        return trials;
    }

    /** A subject's schedules: added once, since some add them slowly, and waited for by all its runs. */
    private static final class Waiting {
        private final Server server;
        private final Subject subject;
        private final int count;
        private final Consumer<String> remarks;
        private @Nullable Place place;

        Waiting(Server server, Subject subject, Setting setting) {
            this.server = server;
            this.subject = subject;
            count = setting.count(SCHEDULES);
            remarks = setting.remarks();
        }

        /** Where they are; the first call adds them. */
        Place place() throws Exception {
            if (place == null) {
                Place empty = server.place();
                remarks.accept(String.format(
                        Locale.ROOT,
                        "idle: %s is given %,d schedules, once for all its runs%s",
                        subject.name(),
                        count,
                        subject.takesManySchedules() ? "" : "; it takes them one by one, which lasts for minutes"));
                try (Engine engine = subject.open(empty, Options.DEFAULTS)) {
                    engine.addSchedules(0, count, number -> NEVER_SOON);
                } catch (Exception e) {
                    empty.close();
                    throw e;
                }
                empty.calm();
                place = empty;
            }
            return place;
        }

        void end() throws Exception {
            if (place != null) {
                place.close();
                place = null;
            }
        }
    }

    private record IdleTrial(Waiting waiting, Options options, double seconds, String words) implements Trial {
        @Override
        public String subject() {
            return waiting.subject.name();
        }

        @Override
        public String variant() {
            return String.format(
                    Locale.ROOT, "%s %,d schedules%s", waiting.server.kind().word(), waiting.count, words);
        }

        @Override
        public void warmUp() throws Exception {
            waiting.place();
        }

        @Override
        public List<Value> run() throws Exception {
            Place place = waiting.place();
            try (Engine engine = waiting.subject.open(place, options)) {
                engine.start((number, due) -> {
                    throw new IllegalStateException("fired a schedule that is not due");
                });
                // Starting is not idling.
                TimeUnit.MILLISECONDS.sleep(
                        (long) (Math.max(seconds / 4, Math.min(seconds, STARTING_SECONDS)) * 1_000));
                Meter meter = Meter.start(place, engine);
                TimeUnit.MILLISECONDS.sleep((long) (seconds * 1_000));
                return meter.perSecond();
            }
        }

        @Override
        public void end() throws Exception {
            waiting.end();
        }
    }
}
