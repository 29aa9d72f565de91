package io.carillon.benchmarks;

import io.carillon.schedule.Cron;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.springframework.scheduling.support.CronExpression;

/**
 * The next fire of 20 usual expressions, beside Spring's {@link CronExpression}; the figure is the mean over the 20.
 *
 * <p>{@code walk} goes from fire to fire, as a scheduler does; {@code anywhere} starts from random instants of ten
 * years, which no cache and no branch predictor can foresee. The same instants for both subjects.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@NullUnmarked
public class CronBenchmark {

    private static final int COUNT = 20;
    private static final int STARTS = 4096;

    private static final List<String> EXPRESSIONS = List.of(
            "*/10 * * * * *",
            "0 * * * * *",
            "0 */5 * * * *",
            "0 */15 * * * *",
            "0 0 * * * *",
            "0 30 * * * *",
            "0 0 */2 * * *",
            "0 0 0 * * *",
            "0 30 2 * * *",
            "0 0 9,17 * * *",
            "0 0 9 * * MON-FRI",
            "0 0 9-17 * * MON-FRI",
            "0 */10 9-17 * * MON-FRI",
            "0 0 0 * * SUN",
            "0 0 12 * * SAT,SUN",
            "0 0 0 1 * *",
            "0 0 6 1,15 * *",
            "0 59 23 L * *",
            "0 0 10 * * FRI#2",
            "0 0 0 1 1 *");

    /** The expressions, in the six fields that both read. */
    static List<String> expressions() {
        return EXPRESSIONS;
    }

    @Param({"UTC", "America/New_York"})
    public String zone;

    private ZoneId zoneId;
    private Cron[] crons;
    private CronExpression[] springs;
    private Instant[] starts;
    private ZonedDateTime[] zonedStarts;
    private Instant[] at;
    private ZonedDateTime[] zonedAt;
    private Instant begin;
    private Instant end;
    private int turn;
    private Cron rare;
    private CronExpression rareSpring;

    @Setup
    public void prepare() {
        zoneId = ZoneId.of(zone);
        crons = EXPRESSIONS.stream().map(Cron::parse).toArray(Cron[]::new);
        springs = EXPRESSIONS.stream().map(CronExpression::parse).toArray(CronExpression[]::new);
        begin = LocalDate.of(2020, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
        end = LocalDate.of(2030, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Random random = new Random(1);
        starts = new Instant[STARTS];
        zonedStarts = new ZonedDateTime[STARTS];
        long span = end.getEpochSecond() - begin.getEpochSecond();
        for (int i = 0; i < STARTS; i++) {
            starts[i] = begin.plusSeconds(random.nextLong(span));
            zonedStarts[i] = starts[i].atZone(zoneId);
        }
        at = new Instant[COUNT];
        zonedAt = new ZonedDateTime[COUNT];
        for (int i = 0; i < COUNT; i++) {
            at[i] = begin;
            zonedAt[i] = begin.atZone(zoneId);
        }
        rare = Cron.parse("0 0 0 ? 2 MON#5");
        rareSpring = CronExpression.parse("0 0 0 29 2 MON");
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void walkCarillon(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            Instant next = crons[i].next(at[i], zoneId);
            sink.consume(next);
            at[i] = restart(next) ? begin : next;
        }
    }

    private boolean restart(@Nullable Instant next) {
        return next == null || next.isAfter(end);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void walkSpring(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            ZonedDateTime next = springs[i].next(zonedAt[i]);
            sink.consume(next);
            zonedAt[i] = next == null || next.toInstant().isAfter(end) ? begin.atZone(zoneId) : next;
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void anywhereCarillon(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            sink.consume(crons[i].next(starts[turn++ & (STARTS - 1)], zoneId));
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void anywhereSpring(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            sink.consume(springs[i].next(zonedStarts[turn++ & (STARTS - 1)]));
        }
    }

    /** 29 February on a Monday, every 28 years or so. */
    @Benchmark
    public @Nullable Instant rareCarillon() {
        return rare.next(starts[turn++ & (STARTS - 1)], zoneId);
    }

    @Benchmark
    public @Nullable ZonedDateTime rareSpring() {
        return rareSpring.next(zonedStarts[turn++ & (STARTS - 1)]);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void parseCarillon(Blackhole sink) {
        for (String expression : EXPRESSIONS) {
            sink.consume(Cron.parse(expression));
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void parseSpring(Blackhole sink) {
        for (String expression : EXPRESSIONS) {
            sink.consume(CronExpression.parse(expression));
        }
    }

    /** Runs all of it, or what the arguments name, such as {@code walk}. */
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String arg : args.length == 0 ? new String[] {""} : args) {
            options.include(CronBenchmark.class.getName() + ".*" + arg + ".*");
        }
        new Runner(options.build()).run();
    }
}
