package io.carillon.internal;

import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A real store whose calls can be made to fail: before they take effect, or after, so that the answer is lost. Counts
 * the calls, and remembers which threads made them.
 */
final class FlakyStore {
    private static final Map<String, Class<?>> PARTS = Map.of(
            "jobs", JobStore.class,
            "schedules", ScheduleStore.class,
            "nodes", Store.Nodes.class,
            "queues", Store.Queues.class,
            "locks", Store.Locks.class,
            "logs", Store.Logs.class,
            "records", Store.Records.class);

    private final Store real;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
    private final List<BiConsumer<String, Object[]>> spies = new CopyOnWriteArrayList<>();

    private record Fault(String call, boolean answerLost, boolean isTransient, BooleanSupplier when) {}

    FlakyStore(Store real) {
        this.real = real;
    }

    /** The store to hand out. */
    Store store() {
        return (Store) proxy(Store.class, real, "");
    }

    /** Calls by this name ({@code jobs.settle}; empty for all) fail without effect while {@code when} says so. */
    void failWhile(String call, BooleanSupplier when) {
        faults.add(new Fault(call, false, true, when));
    }

    /** As {@link #failWhile}, but the store says that trying again is no use. */
    void refuseWhile(String call, BooleanSupplier when) {
        faults.add(new Fault(call, false, false, when));
    }

    /** The next so many calls by this name fail without effect. */
    void fail(String call, int times) {
        failWhile(call, times(times));
    }

    /** The next so many calls by this name take effect, and their answer is lost. */
    void loseAnswer(String call, int times) {
        faults.add(new Fault(call, true, true, times(times)));
    }

    private static BooleanSupplier times(int times) {
        int[] left = {times};
        return () -> left[0]-- > 0;
    }

    /** Hears of every call before it is made. */
    void spy(BiConsumer<String, Object[]> spy) {
        spies.add(spy);
    }

    void heal() {
        faults.clear();
    }

    int calls(String call) {
        return calls.getOrDefault(call, 0);
    }

    /** All calls but those of signals, which need no round trip. */
    int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    Set<Thread> callers() {
        return Set.copyOf(callers);
    }

    private Object proxy(Class<?> type, Object target, String prefix) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (prefix.isEmpty() && PARTS.containsKey(method.getName())) {
                return proxy(PARTS.get(method.getName()), invoke(target, method, arguments), method.getName() + ".");
            }
            boolean round = !prefix.isEmpty() || method.getName().equals("now");
            return round
                    ? call(prefix + method.getName(), target, method, arguments)
                    : invoke(target, method, arguments);
        });
    }

    private Object call(String name, Object target, Method method, Object[] arguments) throws Throwable {
        calls.merge(name, 1, Integer::sum);
        callers.add(Thread.currentThread());
        spies.forEach(spy -> spy.accept(name, arguments));
        for (Fault fault : faults) {
            if ((fault.call.isEmpty() || fault.call.equals(name)) && fault.when.getAsBoolean()) {
                if (fault.answerLost) {
                    invoke(target, method, arguments);
                }
                throw new StoreException("made to fail: " + name, fault.isTransient, null);
            }
        }
        return invoke(target, method, arguments);
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
