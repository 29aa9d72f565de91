package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.JobSpec;
import io.carillon.QueueConfig;
import io.carillon.memory.InMemoryStore;
import io.carillon.spi.StoreException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenStoreTest {
    private final StoreWithTrouble store = new StoreWithTrouble(new InMemoryStore());

    private OpenStore open(Integer queueSize) {
        Settings.Draft draft = new Settings.Draft();
        draft.store = store;
        draft.queueSize = queueSize;
        return new OpenStore(draft.settings());
    }

    @Test
    void the_schema_is_looked_at_once_and_not_before_the_first_use() {
        OpenStore open = open(null);
        assertThat(store.calls()).isEmpty();

        open.get();
        open.get();

        assertThat(store.calls()).containsExactly("migrate");
    }

    @Test
    void what_writes_payloads_is_loaded_meanwhile_and_once() {
        List<String> meanwhile = new ArrayList<>();
        Settings.Draft draft = new Settings.Draft();
        draft.store = store;
        draft.runtime = (Runtime) Proxy.newProxyInstance(
                Runtime.class.getClassLoader(), new Class<?>[] {Runtime.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("meanwhile");
                    assertThat(store.calls()).isEmpty();
                    ((Runnable) arguments[1]).run();
                    meanwhile.add((String) arguments[0]);
                    return null;
                });
        OpenStore open = new OpenStore(draft.settings());

        open.get();
        open.get();

        assertThat(meanwhile).containsExactly("load-json");
    }

    @Test
    void nobody_waits_for_what_is_done_meanwhile() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Runtime.system().meanwhile("test", () -> threads.add(Thread.currentThread()));

        Thread thread = threads.poll(60, TimeUnit.SECONDS);

        assertThat(thread).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("carillon-test");
    }

    @Test
    void a_store_that_was_away_is_made_ready_when_it_is_back() {
        OpenStore open = open(3);
        store.fail("migrate", 1);

        assertThatThrownBy(open::get).isInstanceOf(StoreException.class);
        open.get();

        assertThat(store.queues().list()).singleElement().satisfies(queue -> {
            assertThat(queue.name()).isEqualTo(JobSpec.DEFAULT_QUEUE);
            assertThat(queue.config()).isEqualTo(QueueConfig.DEFAULT.maxSize(3));
        });
    }

    @Test
    void the_bound_of_the_default_queue_is_written_only_when_it_is_another() {
        open(3).get();
        open(3).get();
        open(4).get();
        open(null).get();

        assertThat(store.calls().stream().filter("queues.put"::equals)).hasSize(2);
        assertThat(store.queues().list().getFirst().config().maxSize()).isEqualTo(4);
    }

    @Test
    void a_closed_store_stays_closed() {
        OpenStore open = open(null);
        open.get();
        open.close();
        open.close();

        assertThatThrownBy(open::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThat(store.calls()).containsExactly("migrate", "close", "close");
    }
}
