package io.carillon.jdbc;

import io.carillon.spi.ClaimedJob;
import io.carillon.spi.Store.Signal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@link OtherProcess} runs: {@code URL WORD ARGUMENT…}. */
final class OtherProgram {
    /** Begins each line that is not the log's. */
    static final String MARK = "> ";

    private OtherProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (JdbcStore store = JdbcStore.open(arguments[0], "postgres", null)) {
            switch (arguments[1]) {
                case "migrate" -> {
                    store.migrate();
                    say("migrated");
                }
                case "enqueue" -> enqueue(store, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
                case "work" -> work(store, arguments[2]);
                case "halt" -> halt(store, arguments[2], arguments[3]);
                case "listen" -> listen(store);
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
    }

    private static void say(String line) {
        System.out.println(MARK + line);
        System.out.flush();
    }

    /** Enqueues jobs one by one and says each number once it is accepted. */
    private static void enqueue(JdbcStore store, int from, int count) {
        for (int n = from; n < from + count; n++) {
            Work.enqueue(store, Work.due(Work.spec(n)));
            say(String.valueOf(n));
        }
    }

    /** Claims and completes, when told to begin, until nothing is left, and says what it completed. */
    private static void work(JdbcStore store, String node) throws IOException {
        Work.node(store, node);
        say("ready");
        System.in.read();
        for (List<ClaimedJob> claimed = Work.claim(store, node, 7);
                !claimed.isEmpty();
                claimed = Work.claim(store, node, 7)) {
            List<Boolean> accepted =
                    store.jobs().settle(claimed.stream().map(Work::completed).toList(), Work.START, null);
            for (int at = 0; at < claimed.size(); at++) {
                say(claimed.get(at).spec().id() + " " + accepted.get(at));
            }
        }
    }

    /** Does one thing and dies on the spot when it reaches a point. */
    private static void halt(JdbcStore store, String what, String point) {
        store.probe().failAt(reached -> {
            if (reached.equals(point)) {
                Runtime.getRuntime().halt(9);
            }
        });
        switch (what) {
            case "enqueue" -> store.jobs().enqueue(Work.jobs(100, 20), Work.START, null);
            case "claim" -> Work.claim(store, "a", 10);
            case "settle" ->
                store.jobs()
                        .settle(
                                store.jobs().held("a", 100).stream()
                                        .map(held -> Work.completed(held.job()))
                                        .toList(),
                                Work.START,
                                null);
            default -> throw new IllegalArgumentException(what);
        }
        say("survived");
    }

    /** Says the first signal it hears, and when, by the clock that all processes of a machine share. */
    private static void listen(JdbcStore store) throws InterruptedException, IOException {
        CountDownLatch heard = new CountDownLatch(1);
        store.signals().subscribe(signal -> {
            if (signal.kind() == Signal.Kind.READY && heard.getCount() > 0) {
                say(signal.name());
                heard.countDown();
            }
        });
        say("listening");
        if (!heard.await(60, TimeUnit.SECONDS)) {
            say("nothing");
        }
    }
}
