package io.carillon.crash;

import io.carillon.Job;
import io.carillon.JobQuery;
import io.carillon.Node;
import io.carillon.spi.JobStore;
import io.carillon.spi.Settlement;
import io.carillon.spi.Store;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A store that takes away the engine's own defences one by one, to see that the next one holds. Its node believes in a
 * long lease while the cluster sees a short one, as with a clock that stands still during a pause: the node goes on
 * settling what was given to others. With {@link Lie#LEASE} the fence is the last defence; with
 * {@link Lie#LEASE_AND_FENCE} there is none, and the ledger must notice.
 */
final class LyingStore {
    /** What is taken away. */
    enum Lie {
        NONE,
        LEASE,
        LEASE_AND_FENCE
    }

    /** Stands in for one operation; anything else goes to the real store. */
    private interface Instead {
        Object call(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private LyingStore() {}

    static Store of(Store real, Duration lease, Lie lie) {
        Store.Nodes nodes = shortLease(real, lease);
        JobStore jobs = lie == Lie.LEASE_AND_FENCE ? unfenced(real.jobs()) : real.jobs();
        return standIn(Store.class, (method, arguments) -> switch (method.getName()) {
            case "nodes" -> nodes;
            case "jobs" -> jobs;
            default -> method.invoke(real, arguments);
        });
    }

    /** Tells the cluster a short lease and the node that all is well. */
    private static Store.Nodes shortLease(Store real, Duration lease) {
        Store.Nodes nodes = real.nodes();
        return standIn(Store.Nodes.class, (method, arguments) -> switch (method.getName()) {
            case "register" -> {
                Node node = (Node) arguments[0];
                nodes.register(node.renewed(real.now().plus(lease), node.running()));
                yield null;
            }
            case "keepAlive" -> {
                Instant now = (Instant) arguments[1];
                Store.Beat beat = nodes.keepAlive((String) arguments[0], now, now.plus(lease), (Integer) arguments[3]);
                yield new Store.Beat(true, Node.State.ACTIVE, beat.cancel());
            }
            default -> method.invoke(nodes, arguments);
        });
    }

    /** Settles whatever runs under a job's id, whoever claimed it, and believes that it worked. */
    private static JobStore unfenced(JobStore jobs) {
        return standIn(JobStore.class, (method, arguments) -> {
            if (!method.getName().equals("settle")) {
                return method.invoke(jobs, arguments);
            }
            List<Settlement> forged = ((List<?>) arguments[0])
                    .stream().map(end -> forge(jobs, (Settlement) end)).toList();
            jobs.settle(forged, (Instant) arguments[1], arguments[2]);
            return forged.stream().map(end -> true).toList();
        });
    }

    private static Settlement forge(JobStore jobs, Settlement end) {
        long current = jobs.find(JobQuery.ALL.id(end.id())).items().stream()
                .mapToLong(Job::fence)
                .max()
                .orElse(end.fence());
        return new Settlement(
                end.id(), current, end.startedAt(), end.endedAt(), end.outcome(), end.progress(), end.followUps());
    }

    private static <T> T standIn(Class<T> type, Instead instead) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return instead.call(method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
