package io.carillon.jdbc;

import io.carillon.Carillon;
import io.carillon.Scheduler;
import io.carillon.TaskContext;
import io.carillon.TaskName;
import io.carillon.spi.ClaimedJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@link MemoryTest} starts with little memory: {@code URL WORD}. It says {@code ready} when it works, and {@code
 * done N} whenever it is asked by a line on its input how many handlers have ended.
 */
final class NarrowNode {
    static final int SLOTS = 500;
    static final TaskName<Text> TASK = TaskName.of("narrow", Text.class);

    /** Together with the slots a multiple of the memory there is. */
    private static final int LINES = 200;

    private static final String LINE = "x".repeat(1_000);

    private final AtomicLong done = new AtomicLong();
    /** Only grows where a guard is to be seen to notice. */
    private final List<Object> kept = new ArrayList<>();

    record Text(String text) {}

    private NarrowNode() {}

    public static void main(String[] arguments) throws IOException {
        try (JdbcStore store = JdbcStore.open(arguments[0], "postgres", null)) {
            NarrowNode node = new NarrowNode();
            switch (arguments[1]) {
                case "count" -> node.work(store, context -> {});
                case "talk" -> node.work(store, NarrowNode::talk);
                case "keep" -> node.work(store, node::keep);
                case "claim-all" -> node.claimAll(store);
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
    }

    private interface Handler {
        void handle(TaskContext context);
    }

    private void work(JdbcStore store, Handler handler) throws IOException {
        try (Scheduler scheduler =
                Carillon.builder().store(store).maxWorkers(SLOTS).build()) {
            scheduler.register(TASK, (payload, context) -> {
                handler.handle(context);
                done.incrementAndGet();
                return null;
            });
            scheduler.start();
            answer();
        }
    }

    private void answer() throws IOException {
        System.out.println(OtherProgram.MARK + "ready");
        while (System.in.read() >= 0) {
            System.out.println(OtherProgram.MARK + "done " + done);
        }
    }

    /** The log keeps what it can; then who talks has to wait for the store. */
    private static void talk(TaskContext context) {
        for (int i = 0; i < LINES; i++) {
            context.log(LINE + i);
        }
    }

    /** What a log without a bound would do. */
    private void keep(TaskContext context) {
        synchronized (kept) {
            for (int i = 0; i < LINES; i++) {
                kept.add(LINE + context.jobId() + i);
            }
        }
    }

    /** What an engine would do that takes whatever is due. */
    private void claimAll(JdbcStore store) throws IOException {
        Work.node(store, "narrow");
        for (List<ClaimedJob> claimed = Work.claim(store, "narrow", 1_000);
                !claimed.isEmpty();
                claimed = Work.claim(store, "narrow", 1_000)) {
            kept.addAll(claimed);
        }
        answer();
    }
}
