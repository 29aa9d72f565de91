package io.carillon.benchmarks;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One job to do, in words that every subject understands.
 *
 * @param payload what is stored with it
 * @param priority 0-9, higher first
 * @param queue a name
 * @param uniqueKey while a live job holds it there is no other; null for none
 * @param delaySeconds how long it waits before it is due
 */
record Work(
        Payload payload,
        int priority,
        String queue,
        @Nullable String uniqueKey,
        long delaySeconds) {
    /** The size, as JSON, that PERFORMANCE figures of queues are usually given for: a few short fields. */
    static final int USUAL_BYTES = 92;

    /** A few fields, as applications have them. */
    record Payload(long number, String customer, String text) implements Serializable {}

    private static final int FIXED_BYTES = "{'number':,'customer':'customer-123','text':''}".length();

    /** A plain one: no queue, priority or key of its own. */
    static Work plain(long number, int bytes) {
        return new Work(payload(number, bytes), 4, "default", null, 0);
    }

    /** Of a mix: three priorities, ten queues, a unique key on each tenth. */
    static Work mixed(long number, int bytes) {
        return new Work(
                payload(number, bytes),
                3 + (int) (number % 3),
                "q" + number % 10,
                number % 10 == 0 ? "key-" + number : null,
                0);
    }

    Work after(long seconds) {
        return new Work(payload, priority, queue, uniqueKey, seconds);
    }

    private static Payload payload(long number, int bytes) {
        int left = bytes - FIXED_BYTES - Long.toString(number).length();
        return new Payload(number, "customer-" + (100 + number % 900), "x".repeat(Math.max(0, left)));
    }

    /** As JSON, for subjects that store text. */
    String json() {
        return "{\"number\":" + payload.number + ",\"customer\":\"" + payload.customer + "\",\"text\":\"" + payload.text
                + "\"}";
    }
}
