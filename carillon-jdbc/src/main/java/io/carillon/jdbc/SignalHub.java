package io.carillon.jdbc;

import io.carillon.spi.Store.Signal;
import io.carillon.spi.Store.Signals;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints of this process to itself, at once, and over a wire to the others, each at most once every few milliseconds.
 * Whoever never subscribes costs neither a thread nor a connection.
 */
final class SignalHub implements Signals {
    /** The way to the other processes. */
    interface Wire extends AutoCloseable {
        /** Begins to hand what others send to {@code receiver}; called once. */
        void open(Consumer<Signal> receiver);

        /** Sends to the others, not back to this process. May fail; then they hear nothing. */
        void send(List<Signal> signals);

        /** Sends to everybody, this process included, when the caller's transaction commits. */
        void send(Session transaction, List<Signal> signals) throws SQLException;

        /**
         * What a statement in a caller's transaction may send by itself, with what it stores, in place of {@link
         * #send(Session, List)}; null when statements cannot.
         */
        @Nullable String message(Signal signal);

        @Override
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(SignalHub.class);
    private static final long PAUSE_MILLIS = 2;

    private final Wire wire;
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private final SignalQueue here = new SignalQueue("carillon-signals", 0, this::tell);
    private final SignalQueue there;
    private final AtomicBoolean open = new AtomicBoolean();

    SignalHub(Wire wire) {
        this.wire = wire;
        there = new SignalQueue("carillon-signals-out", PAUSE_MILLIS, wire::send);
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void publish(Signal signal) {
        if (!listeners.isEmpty()) {
            here.add(signal);
        }
        there.add(signal);
    }

    @Override
    public AutoCloseable subscribe(Consumer<Signal> listener) {
        Consumer<Signal> own = listener::accept;
        listeners.add(own);
        if (open.compareAndSet(false, true)) {
            // On the wire's own thread: one thread less between an enqueue over there and a start here.
            wire.open(signal -> tell(List.of(signal)));
        }
        return () -> listeners.remove(own);
    }

    private void tell(List<Signal> signals) {
        for (Signal signal : signals) {
            for (Consumer<Signal> listener : listeners) {
                try {
                    listener.accept(signal);
                } catch (RuntimeException e) {
                    LOG.warn("a listener failed on {}; the others are told all the same", signal, e);
                }
            }
        }
    }

    void close() {
        there.close();
        wire.close();
        here.close();
        listeners.clear();
    }
}
