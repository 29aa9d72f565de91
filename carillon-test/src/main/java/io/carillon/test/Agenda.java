package io.carillon.test;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to happen when, in order of time and then of request. Thread-safe. */
final class Agenda {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Item> items = new ArrayList<>();
    private long nanos;
    private long orders;

    /** Something that happens, once or again and again. */
    abstract static class Item {
        private final String name;
        private final boolean onCallersThread;
        private long at = NEVER;
        private long order;
        private boolean busy;

        /** @param handler whether it is a handler that would occupy the driving thread */
        Item(String name, boolean handler) {
            this.name = name;
            this.onCallersThread = handler;
        }

        /** Does it; answers in how many nanoseconds it happens again, negative for never. */
        abstract long run();

        /** Whether it is kept from happening, for now. */
        boolean isHeld() {
            return false;
        }

        /** Whether it must wait while another handler occupies the driving thread. */
        boolean isHandler() {
            return onCallersThread;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    synchronized long nanos() {
        return nanos;
    }

    /** Time never goes back. */
    synchronized void moveTo(long to) {
        nanos = Math.max(nanos, to);
    }

    /** Puts an item on the agenda, so many nanoseconds from now, or earlier than it stood there. */
    synchronized void put(Item item, long in) {
        long at = in > NEVER - nanos ? NEVER : nanos + in;
        if (!items.contains(item)) {
            items.add(item);
            item.at = NEVER;
        }
        if (at < item.at) {
            item.at = at;
            item.order = orders++;
        }
    }

    synchronized void remove(Item item) {
        items.remove(item);
    }

    /** The next item that is due by {@code end}, with time moved to it; it is busy until {@link #done}. */
    synchronized @Nullable Item take(long end, boolean withHandlers) {
        Item next = null;
        for (Item item : items) {
            boolean may = !item.busy && !item.isHeld() && item.at <= end && (withHandlers || !item.isHandler());
            if (may && (next == null || item.at < next.at || (item.at == next.at && item.order < next.order))) {
                next = item;
            }
        }
        if (next != null) {
            moveTo(next.at);
            next.at = NEVER;
            next.busy = true;
        }
        return next;
    }

    /** The item has happened. */
    synchronized void done(Item item, long again) {
        item.busy = false;
        if (again < 0) {
            items.remove(item);
        } else if (items.contains(item)) {
            put(item, again);
        }
    }

    @Override
    public synchronized String toString() {
        return items.toString();
    }
}
