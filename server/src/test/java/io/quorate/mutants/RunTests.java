package io.quorate.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs classes of tests in this process, and says which test failed first. */
final class RunTests {

    /** The line that tells of the failure begins so. */
    static final String FOUND = "found by ";

    private RunTests() {}

    /** Ends with 1 if a test fails; the arguments are names of classes. */
    public static void main(String[] classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classes) request.selectors(selectClass(name));
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request.build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        if (summary.getTestsFoundCount() == 0) throw new IllegalStateException("no tests");
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            String why = String.valueOf(failure.getException()).replaceAll("\\s+", " ");
            System.out.println(FOUND + failure.getTestIdentifier().getDisplayName() + ": " + why);
        }
        System.exit(summary.getFailures().isEmpty() ? 0 : 1);
    }
}
