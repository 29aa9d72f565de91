package io.carillon.benchmarks;

import io.carillon.benchmarks.NodeProcess.Mode;
import io.carillon.benchmarks.Subject.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How long a job stands still when the process that runs it is killed, at default settings. */
final class FailoverCase implements Case {
    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String about() {
        return "kill -9 of the process that runs a job, to its start in another, at default settings";
    }

    @Override
    public List<Trial> trials(Setting setting) {
        List<Trial> trials = new ArrayList<>();
        for (Server server : setting.servers()) {
            for (Subject subject : Subjects.on(server.kind(), setting.peers())) {
                // Those who let a job rest for half an hour by default are not waited for.
                if (subject.rescues()) {
                    trials.add(new FailoverTrial(server, subject));
                }
            }
        }
        return trials;
    }

    private record FailoverTrial(Server server, Subject on) implements Trial {
        private static final Duration PATIENCE = Duration.ofMinutes(3);
        /** Longer than the time between two beats, so that the kill hits any moment between them. */
        private static final int MOST_MILLIS_BEFORE = 6_000;

        @Override
        public String subject() {
            return on.name();
        }

        @Override
        public String variant() {
            return server.kind().word() + " defaults";
        }

        @Override
        public List<Value> run() throws Exception {
            try (Place place = server.place();
                    Engine producer = on.open(place, Options.DEFAULTS);
                    Node first = Node.start(on, place, Options.DEFAULTS, Mode.HOLD)) {
                first.awaitReady();
                producer.enqueue(Work.plain(1, Work.USUAL_BYTES));
                first.await("1"::equals);
                try (Node second = Node.start(on, place, Options.DEFAULTS, Mode.HOLD)) {
                    second.awaitReady();
                    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(MOST_MILLIS_BEFORE));
                    long killed = System.nanoTime();
                    first.kill();
                    second.await("1"::equals, PATIENCE);
                    return List.of(new Value("restart", (System.nanoTime() - killed) / 1e9, "s"));
                }
            }
        }
    }
}
