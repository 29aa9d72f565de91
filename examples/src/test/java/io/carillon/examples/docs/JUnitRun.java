package io.carillon.examples.docs;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes that a page shows. */
final class JUnitRun {
    private JUnitRun() {}

    /** @throws AssertionError when a test failed, or none ran */
    static void of(List<Class<?>> testClasses) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(testClasses.stream()
                                        .map(type -> selectClass(type))
                                        .toList())
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            throw new AssertionError(
                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException(),
                    failure.getException());
        }
        if (summary.getTestsSucceededCount() == 0) {
            throw new AssertionError("no test ran");
        }
    }
}
