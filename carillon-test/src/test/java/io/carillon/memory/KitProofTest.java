package io.carillon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.carillon.spi.Store;
import io.carillon.test.StoreConformance;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A kit that lets a broken store pass is worth nothing: it must fail on each bug, and only then. */
class KitProofTest {
    private static final int STORMS = 8;

    /** The kit on whatever store this test says; run by the launcher below, not by the build. */
    static class OnAnyStore extends StoreConformance {
        private static Supplier<Store> store = InMemoryStore::new;

        @Override
        protected Store open() {
            return store.get();
        }

        @Override
        protected int operations() {
            return 1_500;
        }
    }

    /** Runs the whole kit and tells what failed, by part. */
    private static Map<String, Set<String>> failuresOn(Supplier<Store> store) {
        OnAnyStore.store = store;
        Failures failures = new Failures();
        LauncherDiscoveryRequest kit = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(OnAnyStore.class))
                .build();
        LauncherFactory.create().execute(kit, failures);
        assertThat(failures.run).as("tests of the kit that ran").isGreaterThan(200);
        return failures.byPart;
    }

    private static final class Failures implements TestExecutionListener {
        private final Map<String, Set<String>> byPart = new TreeMap<>();
        private int run;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            run += test.isTest() ? 1 : 0;
            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                MethodSource source = (MethodSource) test.getSource().orElseThrow();
                byPart.computeIfAbsent(source.getJavaClass().getSimpleName(), part -> new TreeSet<>())
                        .add(source.getMethodName());
            }
        }
    }

    @Test
    void the_kit_passes_on_the_specification() {
        assertThat(failuresOn(InMemoryStore::new)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_kit_notices(Bug bug) {
        Set<String> noticed = failuresOn(bug::open).keySet();
        // Two threads meet in most storms, not in each.
        for (int storm = 1; storm < STORMS && bug.isRace() && !noticed.contains(bug.part()); storm++) {
            noticed = failuresOn(bug::open).keySet();
        }
        assertThat(noticed).contains(bug.part());
    }
}
