package io.carillon.benchmarks;

import io.carillon.benchmarks.SchedulesCase.Fire;
import io.carillon.benchmarks.Subject.Options;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All schedules fire once a day, at the same second, which comes soon after all of them have been added. */
record AtOnceTrial(Server server, Subject on, Options options, int count, Consumer<String> remarks) implements Trial {
    private static final int MOST_SAMPLES = 1_000;
    private static final int PATIENCE_SECONDS = 300;
    private static final int SAY_SECONDS = 10;
    private static final int START_SECONDS = 3;
    /** Of the time that adding is foreseen to take, how much there is in the first, the second and the third try. */
    private static final double[] ROOM = {1.5, 3, 6};

    private static final String NEVER_SOON = "0 0 0 29 2 *";

    @Override
    public String subject() {
        return on.name();
    }

    @Override
    public String variant() {
        return String.format(Locale.ROOT, "%s %,d daily at once", server.kind().word(), count);
    }

    @Override
    public List<Value> run() throws Exception {
        for (double room : ROOM) {
            List<Value> values = tryWith(room);
            if (values != null) {
                return values;
            }
            say("adding them took longer than foreseen; once more, with more time");
        }
        throw new IllegalStateException("adding the schedules took longer than foreseen, " + ROOM.length + " times");
    }

    /** Null when the instant came before all were added. */
    private @Nullable List<Value> tryWith(double room) throws Exception {
        try (Place place = server.place();
                Engine engine = on.open(place, options)) {
            double toAdd = secondsToAdd(engine) * room + START_SECONDS;
            Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds((long) Math.ceil(toAdd));
            ZonedDateTime at = due.atZone(ZoneOffset.UTC);
            say(String.format(Locale.ROOT, "%,d schedules are being added, all due at %s", count, due));
            String daily = at.getSecond() + " " + at.getMinute() + " " + at.getHour() + " * * *";
            engine.addSchedules(0, count, number -> daily);
            ConcurrentLinkedQueue<Fire> fires = new ConcurrentLinkedQueue<>();
            engine.start((number, instant) -> fires.add(SchedulesCase.fire(number, due.toEpochMilli())));
            if (!Instant.now().isBefore(due)) {
                return null;
            }
            Meter meter = Meter.start(place, engine);
            await(fires, due);
            double busy = Math.max(1e-3, (System.currentTimeMillis() - due.toEpochMilli()) / 1e3);
            engine.close();
            List<Value> values =
                    new ArrayList<>(SchedulesCase.values(fires, due.toEpochMilli(), due.toEpochMilli() + 1, count));
            values.add(new Value("over", busy, "s"));
            meter.perJob(count).stream()
                    .filter(value -> !value.metric().equals("rate"))
                    .forEach(values::add);
            return values;
        }
    }

    /** Until all have fired, or patience is over; what is missing then is reported as missing. */
    private void await(ConcurrentLinkedQueue<Fire> fires, Instant due) throws InterruptedException {
        Instant end = due.plusSeconds(PATIENCE_SECONDS);
        say("all are added; it waits until they are due, then up to " + PATIENCE_SECONDS + " s until all have fired");
        Instant said = due;
        // A queue counts its elements one by one.
        while (Instant.now().isBefore(due)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        while (fires.size() < count && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(50);
            if (Instant.now().isAfter(said.plusSeconds(SAY_SECONDS))) {
                said = Instant.now();
                say(String.format(Locale.ROOT, "%,d of %,d have fired", fires.size(), count));
            }
        }
    }

    private void say(String line) {
        remarks.accept("schedules: " + on.name() + " (" + variant() + "): " + line);
    }

    /** By how long some of them take, which stay and never fire. */
    private double secondsToAdd(Engine engine) throws Exception {
        long begin = System.nanoTime();
        int samples = Math.min(count, MOST_SAMPLES);
        engine.addSchedules(count, samples, number -> NEVER_SOON);
        return (double) count / samples * (System.nanoTime() - begin) / 1e9;
    }
}
