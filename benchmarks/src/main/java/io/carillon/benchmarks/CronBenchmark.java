package io.carillon.benchmarks;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.carillon.schedule.Cron;
import java.text.ParseException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
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
 * The next fire of 20 usual expressions, beside Spring's {@link CronExpression}, Quartz's and cron-utils'; the figure
 * is the mean over the 20.
 *
 * <p>{@code walk} goes from fire to fire, as a scheduler does; {@code anywhere} starts from random instants of ten
 * years, which no cache and no branch predictor can foresee. The same instants for all subjects.
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

    private static final List<String> QUARTZ_EXPRESSIONS =
            EXPRESSIONS.stream().map(CronBenchmark::quartz).toList();

    private static final CronParser CRON_UTILS =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

    /** The same for Quartz and cron-utils, who want one of the day fields to be a question mark. */
    static String quartz(String expression) {
        String[] fields = expression.split(" ");
        fields[fields[5].equals("*") ? 5 : 3] = "?";
        return String.join(" ", fields);
    }

    /** The expressions, in the six fields that all read. */
    static List<String> expressions() {
        return EXPRESSIONS;
    }

    @Param({"UTC", "America/New_York"})
    public String zone;

    private ZoneId zoneId;
    private Cron[] crons;
    private CronExpression[] springs;
    private org.quartz.CronExpression[] quartzes;
    private ExecutionTime[] cronUtils;
    private Date[] dateStarts;
    private Date[] dateAt;
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
    public void prepare() throws ParseException {
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
        preparePeers();
        rare = Cron.parse("0 0 0 ? 2 MON#5");
        rareSpring = CronExpression.parse("0 0 0 29 2 MON");
    }

    private void preparePeers() throws ParseException {
        quartzes = new org.quartz.CronExpression[COUNT];
        cronUtils = new ExecutionTime[COUNT];
        dateAt = new Date[COUNT];
        for (int i = 0; i < COUNT; i++) {
            quartzes[i] = new org.quartz.CronExpression(QUARTZ_EXPRESSIONS.get(i));
            quartzes[i].setTimeZone(TimeZone.getTimeZone(zoneId));
            cronUtils[i] = ExecutionTime.forCron(CRON_UTILS.parse(QUARTZ_EXPRESSIONS.get(i)));
            dateAt[i] = Date.from(begin);
        }
        dateStarts = Arrays.stream(starts).map(Date::from).toArray(Date[]::new);
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

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void walkQuartz(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            Date next = quartzes[i].getNextValidTimeAfter(dateAt[i]);
            sink.consume(next);
            dateAt[i] = next == null || next.toInstant().isAfter(end) ? Date.from(begin) : next;
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void anywhereQuartz(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            sink.consume(quartzes[i].getNextValidTimeAfter(dateStarts[turn++ & (STARTS - 1)]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void walkCronUtils(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            ZonedDateTime next = cronUtils[i].nextExecution(zonedAt[i]).orElse(null);
            sink.consume(next);
            zonedAt[i] = next == null || next.toInstant().isAfter(end) ? begin.atZone(zoneId) : next;
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void anywhereCronUtils(Blackhole sink) {
        for (int i = 0; i < COUNT; i++) {
            sink.consume(cronUtils[i].nextExecution(zonedStarts[turn++ & (STARTS - 1)]));
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

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void parseQuartz(Blackhole sink) throws ParseException {
        for (String expression : QUARTZ_EXPRESSIONS) {
            sink.consume(new org.quartz.CronExpression(expression));
        }
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void parseCronUtils(Blackhole sink) {
        for (String expression : QUARTZ_EXPRESSIONS) {
            sink.consume(ExecutionTime.forCron(CRON_UTILS.parse(expression)));
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
