package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Event;
import io.carillon.Event.NodeChange;
import io.carillon.Event.OfNode;
import io.carillon.test.FakeTime;
import io.carillon.test.TestScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final FakeTime time = FakeTime.at(TestScheduler.START);
    private final List<String> seen = new ArrayList<>();

    private static Event event(int number) {
        return new OfNode(NodeChange.STARTED, "n", "" + number, TestScheduler.START);
    }

    private void note(Event event) {
        seen.add(((OfNode) event).message());
    }

    @Test
    void events_arrive_in_order_and_not_on_the_publishers_thread() {
        Events events = new Events(time.process(), List.of(this::note));
        for (int i = 0; i < 2_500; i++) {
            events.publish(event(i));
        }
        assertThat(seen).isEmpty();
        time.drain();
        assertThat(seen).hasSize(2_500).startsWith("0", "1", "2").endsWith("2499");
        assertThat(events.dropped()).isZero();
    }

    @Test
    void when_the_buffer_is_full_the_oldest_go_and_are_counted() {
        Events events = new Events(time.process(), List.of(this::note));
        for (int i = 0; i < 10_007; i++) {
            events.publish(event(i));
        }
        time.drain();
        assertThat(seen).hasSize(10_000).startsWith("7").endsWith("10006");
        assertThat(events.dropped()).isEqualTo(7);
    }

    @Test
    void a_listener_that_fails_disturbs_no_other() {
        Events events = new Events(
                time.process(),
                List.of(
                        event -> {
                            throw new IllegalStateException("broken listener");
                        },
                        event -> {
                            throw new AssertionError("a test's listener");
                        },
                        this::note));
        events.publish(List.of(event(1), event(2)));
        time.drain();
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void closing_delivers_what_is_left_and_a_later_event_begins_anew() {
        Events events = new Events(time.process(), List.of(this::note));
        events.publish(event(1));
        events.close();
        assertThat(seen).containsExactly("1");
        events.publish(event(2));
        time.drain();
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void without_listeners_nobody_asks_for_details() {
        assertThat(new Events(time.process(), List.of()).isDetailed()).isFalse();
        assertThat(new Events(time.process(), List.of(this::note)).isDetailed()).isTrue();
    }
}
