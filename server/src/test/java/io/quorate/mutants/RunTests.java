package io.quorate.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs classes of tests in this process until one fails, and says which. */
final class RunTests {

    /**
     * The line that tells of the failure begins so; then come the test, a colon, and the reason.
     */
    static final String FOUND = "found by ";

    private RunTests() {}

    /** Ends with 1 if a test fails; the arguments are names of classes. */
    public static void main(String[] classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classes) request.selectors(selectClass(name));
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request.build(), summary, new UntilOneFails());
        if (summary.getSummary().getTestsFoundCount() == 0) {
            throw new IllegalStateException("no tests");
        }
        System.exit(0);
    }

    /** What runs after the first failure would say nothing new. */
    private static final class UntilOneFails implements TestExecutionListener {

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() != TestExecutionResult.Status.FAILED) return;
            String why = result.getThrowable().map(String::valueOf).orElse("no reason is given");
            System.out.println(FOUND + name(test) + ": " + why.replaceAll("\\s+", " "));
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }

        private static String name(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .map(source -> simpleName(source.getClassName()) + "." + source.getMethodName())
                    .orElse(test.getDisplayName());
        }

        private static String simpleName(String className) {
            return className.substring(className.lastIndexOf('.') + 1);
        }
    }
}
