package io.carillon.internal;

import io.carillon.spi.JobStore;
import io.carillon.spi.ScheduleStore;
import io.carillon.spi.Store;
import io.carillon.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real store behind a bad line: it notes its calls, and some of them fail, before or after they took effect. Calls are
 * named as {@code migrate} or {@code jobs.enqueue}.
 */
final class StoreWithTrouble implements Store {
    private final Store real;
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Integer> failing = new HashMap<>();
    private final Map<String, Integer> losing = new HashMap<>();
    private boolean lasting;

    StoreWithTrouble(Store real) {
        this.real = real;
    }

    /** The next calls of this name fail without taking effect. */
    void fail(String call, int times) {
        failing.put(call, times);
    }

    /** The next calls of this name take effect, but their answers are lost. */
    void lose(String call, int times) {
        losing.put(call, times);
    }

    /** From now on failures are such that trying again does not help. */
    void needsAPerson() {
        lasting = true;
    }

    /** Names of all calls so far but reads of the clock, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private void before(String call) {
        calls.add(call);
        if (failing.merge(call, -1, Integer::sum) >= 0) {
            throw new StoreException("the line is down", !lasting, null);
        }
    }

    private void after(String call) {
        if (losing.merge(call, -1, Integer::sum) >= 0) {
            throw new StoreException("the answer was lost", !lasting, null);
        }
    }

    private <T> T part(String name, Class<T> type, T part) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = name + "." + method.getName();
                    before(call);
                    try {
                        Object answer = method.invoke(part, arguments);
                        after(call);
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public void migrate() {
        before("migrate");
        real.migrate();
        after("migrate");
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public String description() {
        return real.description();
    }

    @Override
    public JobStore jobs() {
        return part("jobs", JobStore.class, real.jobs());
    }

    @Override
    public ScheduleStore schedules() {
        return part("schedules", ScheduleStore.class, real.schedules());
    }

    @Override
    public Nodes nodes() {
        return part("nodes", Nodes.class, real.nodes());
    }

    @Override
    public Queues queues() {
        return part("queues", Queues.class, real.queues());
    }

    @Override
    public Locks locks() {
        return part("locks", Locks.class, real.locks());
    }

    @Override
    public Logs logs() {
        return part("logs", Logs.class, real.logs());
    }

    @Override
    public Records records() {
        return part("records", Records.class, real.records());
    }

    @Override
    public Signals signals() {
        return part("signals", Signals.class, real.signals());
    }

    @Override
    public void close() {
        calls.add("close");
        real.close();
    }
}
