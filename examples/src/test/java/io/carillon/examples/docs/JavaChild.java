package io.carillon.examples.docs;

import io.carillon.Carillon;
import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.JobStatus;
import io.carillon.Scheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The process that runs the Java blocks of one page, in order, each after the one before. What a block printed and what
 * it threw goes into files named after its class; jobs that failed by the end into one named {@code failed-jobs}.
 */
final class JavaChild {
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Path results;
    private final Set<Scheduler> schedulers = new LinkedHashSet<>();

    private JavaChild(Path results) {
        this.results = results;
    }

    /** @param args the folder for the results, then the classes of the blocks */
    public static void main(String[] args) throws Exception {
        JavaBlock.scheduler = Carillon.builder().build().start();
        JavaChild child = new JavaChild(Path.of(args[0]));
        child.schedulers.add(JavaBlock.scheduler);
        for (String block : Arrays.asList(args).subList(1, args.length)) {
            child.run(block);
        }
        child.end();
        // Handlers that a page leaves running must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    private void run(String name) throws IOException {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Class<?> type = Class.forName(name);
            JavaBlock block = (JavaBlock) type.getDeclaredConstructor().newInstance();
            try {
                block.run();
                runTests(type);
            } finally {
                remember(type);
            }
        } catch (Throwable e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            write(name + ".thrown", e.toString());
            write(name + ".trace", trace.toString());
        } finally {
            System.setOut(console);
        }
        write(name + ".printed", printed.toString(StandardCharsets.UTF_8));
    }

    private static void runTests(Class<?> block) {
        List<Class<?>> testClasses = Arrays.stream(block.getDeclaredClasses())
                .filter(type -> Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.isAnnotationPresent(Test.class)))
                .toList();
        if (!testClasses.isEmpty()) {
            JUnitRun.of(testClasses);
        }
    }

    private void remember(Class<?> block) throws IllegalAccessException {
        for (Field field : block.getDeclaredFields()) {
            if (field.get(null) instanceof Scheduler scheduler) {
                schedulers.add(scheduler);
                if (field.getName().equals("scheduler")) {
                    JavaBlock.scheduler = scheduler;
                }
            }
        }
    }

    private void end() throws IOException {
        StringBuilder failed = new StringBuilder();
        for (Scheduler scheduler : schedulers) {
            awaitRest(scheduler);
            for (Job job : failures(scheduler)) {
                failed.append(job.task()).append(": ").append(job.error()).append('\n');
            }
            scheduler.close();
        }
        write("failed-jobs", failed.toString());
    }

    /** Lets jobs that can run here do so. */
    private static void awaitRest(Scheduler scheduler) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (isBusy(scheduler) && System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static boolean isBusy(Scheduler scheduler) {
        return scheduler.isRunning()
                && scheduler.getTasks(JobQuery.ALL.status(JobStatus.RUNNING, JobStatus.PENDING)).items().stream()
                        .anyMatch(job -> job.status() == JobStatus.RUNNING || canRun(job, scheduler));
    }

    private static boolean canRun(Job job, Scheduler scheduler) {
        return !job.runAt().isAfter(scheduler.now())
                && scheduler.taskNames().contains(job.task())
                && scheduler.queues().stream()
                        .noneMatch(queue -> queue.name().equals(job.queue()) && queue.pause() != null);
    }

    private static List<Job> failures(Scheduler scheduler) {
        return scheduler.isRunning()
                ? scheduler.getTasks(JobQuery.ALL.status(JobStatus.FAILED)).items()
                : List.of();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(results.resolve(name), text);
    }
}
