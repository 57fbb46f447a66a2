package payments.benchmark;

import java.util.List;

/** Measures programs and the broker from the first message on. */
final class Stopwatch {
  private final BenchmarkBroker broker;
  private final List<Run> programs;
  private final double programsBefore;
  private final double brokerBefore;
  private final long start;

  private Stopwatch(BenchmarkBroker broker, List<Run> programs) throws Exception {
    this.broker = broker;
    this.programs = programs;
    brokerBefore = broker.processorMillis();
    programsBefore = programsMillis();
    start = System.nanoTime();
  }

  static Stopwatch start(BenchmarkBroker broker, Run... programs) throws Exception {
    return new Stopwatch(broker, List.of(programs));
  }

  private double programsMillis() {
    return programs.stream().mapToDouble(Run::processorMillis).sum();
  }

  /** Returns the rate of so many messages until now. */
  Result stop(int messages) throws Exception {
    return stop(messages, messages / ((System.nanoTime() - start) / 1e9));
  }

  /** Returns a rate that the program has measured itself. */
  Result stop(int messages, double rate) throws Exception {
    double programMillis = programsMillis() - programsBefore;
    double brokerMillis = broker.processorMillis() - brokerBefore;
    return new Result(rate, 1_000 * programMillis / messages, 1_000 * brokerMillis / messages);
  }
}
