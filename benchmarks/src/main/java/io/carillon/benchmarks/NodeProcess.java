package io.carillon.benchmarks;

import io.carillon.benchmarks.Subject.Options;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that works on a database until its standard input ends. It says {@code ready} when it began; what it says
 * of jobs depends on its {@link Mode}. Started by {@link Node}.
 */
final class NodeProcess {
    private static final long REPORT_MILLIS = 20;

    /** What runs for a job, and what is said of it. */
    enum Mode {
        /** Does nothing; says now and then how many it did in all. */
        COUNT,
        /** Does nothing; says at the end, a line each, a job's number and when it began, in µs since 1970. */
        STAMP,
        /** Says a job's number at once and never ends it. */
        HOLD,
        /** As {@link #HOLD}, and enqueues the first job itself. */
        FIRST
    }

    private final Mode mode;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final AtomicLong count = new AtomicLong();
    private final ConcurrentLinkedQueue<long[]> stamps = new ConcurrentLinkedQueue<>();

    private NodeProcess(Mode mode) {
        this.mode = mode;
    }

    /** Arguments: subject, kind, URL, slots, tuned, mode. */
    public static void main(String[] args) throws Exception {
        Subject subject = Subjects.named(args[0]);
        Place place = new Place(args[2], new Attached(Kind.valueOf(args[1].toUpperCase(Locale.ROOT))));
        Options options = new Options(Integer.parseInt(args[3]), Boolean.parseBoolean(args[4]));
        new NodeProcess(Mode.valueOf(args[5])).run(subject.open(place, options));
        // A job that is held holds its thread, too.
        Runtime.getRuntime().halt(0);
    }

    private void run(Engine engine) throws Exception {
        if (mode == Mode.FIRST) {
            engine.enqueue(Work.plain(1, Work.USUAL_BYTES));
        }
        engine.start((number, due) -> handle(number));
        out.println("ready");
        CountDownLatch over = parentIsGone();
        long said = 0;
        while (!over.await(REPORT_MILLIS, TimeUnit.MILLISECONDS)) {
            if (mode == Mode.COUNT && count.get() != said) {
                said = count.get();
                out.println(said);
            }
        }
        if (mode == Mode.COUNT || mode == Mode.STAMP) {
            engine.close();
        }
        stamps.forEach(stamp -> out.println(stamp[0] + " " + stamp[1]));
        out.println("end");
    }

    /** The parent closes our input when it wants an end; when it dies, the system does. */
    private static CountDownLatch parentIsGone() {
        CountDownLatch over = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is said to us.
                }
            } catch (IOException e) {
                // As good as an end.
            }
            over.countDown();
        });
        return over;
    }

    private void handle(long number) throws InterruptedException {
        switch (mode) {
            case COUNT -> count.incrementAndGet();
            case STAMP -> stamps.add(new long[] {number, micros()});
            case HOLD, FIRST -> {
                out.println(number);
                new CountDownLatch(1).await();
            }
        }
    }

    /** Of this machine's clock, which its processes share. */
    static long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** A database that somebody else made and will remove. */
    private record Attached(Kind kind) implements Server {
        @Override
        public String description() {
            return "";
        }

        @Override
        public Place place() {
            throw new UnsupportedOperationException("databases are made by the parent");
        }

        @Override
        public void remove(Place place) {}

        @Override
        public Usage usage(Place place) {
            return Usage.UNKNOWN;
        }

        @Override
        public void close() {}
    }
}
