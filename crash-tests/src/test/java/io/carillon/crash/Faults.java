package io.carillon.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A script of faults drawn from a seed: the same seed gives the same faults at the same moments. */
final class Faults {
    private final Random random;
    private final List<NodeProcess> nodes;
    private final Postgres postgres;
    private final Duration lease;

    Faults(long seed, List<NodeProcess> nodes, Postgres postgres, Duration lease) {
        this.random = new Random(seed);
        this.nodes = nodes;
        this.postgres = postgres;
        this.lease = lease;
    }

    /** A kind of fault. */
    enum Kind {
        KILL,
        FREEZE_PROCESS,
        FREEZE_CONNECTION,
        RESET_CONNECTION,
        RESTART_ORDERLY,
        CRASH_DATABASE
    }

    /**
     * The kinds to come, in a drawn order.
     *
     * @param kills how many of them are kill -9
     */
    List<Kind> draw(int kills) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            kinds.add(Kind.KILL);
        }
        for (int i = 0; i < Math.max(1, kills / 6); i++) {
            for (Kind kind : Kind.values()) {
                if (kind != Kind.KILL) {
                    kinds.add(kind);
                }
            }
        }
        java.util.Collections.shuffle(kinds, random);
        return kinds;
    }

    /** Does one fault to a drawn node and waits until it has had its effect; the node lives again afterwards. */
    void strike(Kind kind) throws Exception {
        NodeProcess node = nodes.get(random.nextInt(nodes.size()));
        switch (kind) {
            case KILL -> node.killAndRestart();
            case RESTART_ORDERLY -> node.restartOrderly();
            case RESET_CONNECTION -> node.proxy().reset();
            case CRASH_DATABASE -> postgres.crashAndRestart(Duration.ofMillis(500 + random.nextInt(1_000)));
            case FREEZE_PROCESS -> {
                node.stop();
                pause(lease.multipliedBy(2));
                node.go();
            }
            case FREEZE_CONNECTION -> {
                node.proxy().freeze();
                pause(lease.multipliedBy(2));
                node.proxy().thaw();
            }
        }
        pause(Duration.ofMillis(500 + random.nextInt(1_500)));
    }

    private static void pause(Duration duration) throws InterruptedException {
        // The length of a fault is the fault; nothing is awaited here.
        TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    }
}
