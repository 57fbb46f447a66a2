package payments.systemtests;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end which tests were skipped, and why: nobody should take a green build for more than
 * it is. JUnit finds it by a file in META-INF/services.
 */
public final class SkippedTests implements TestExecutionListener {
  private final PrintStream out;
  private final Map<String, Skipped> byReason = new TreeMap<>();
  private TestPlan plan;

  /** What was skipped for one reason. */
  private static final class Skipped {
    private final TreeSet<String> classes = new TreeSet<>();
    private long tests;
  }

  /** For JUnit. */
  public SkippedTests() {
    this(System.out);
  }

  SkippedTests(PrintStream out) {
    this.out = out;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    add(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      add(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  private synchronized void add(TestIdentifier test, String reason) {
    String why = String.valueOf(reason).replaceFirst("^Assumption failed: ", "");
    Skipped skipped = byReason.computeIfAbsent(why, any -> new Skipped());
    skipped.classes.add(className(test));
    // A class that is skipped whole may have made no tests yet.
    long below = plan.getDescendants(test).stream().filter(TestIdentifier::isTest).count();
    skipped.tests += test.isTest() ? 1 : Math.max(1, below);
  }

  private static String className(TestIdentifier test) {
    String name =
        test.getSource()
            .map(
                source ->
                    source instanceof MethodSource method
                        ? method.getClassName()
                        : source instanceof ClassSource type ? type.getClassName() : null)
            .orElse(test.getDisplayName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan finished) {
    byReason.forEach(
        (reason, skipped) ->
            out.printf(
                "skipped: %d %s: %s (%s)%n",
                skipped.tests,
                skipped.tests == 1 ? "test" : "tests",
                reason,
                String.join(", ", skipped.classes)));
    byReason.clear();
  }
}
