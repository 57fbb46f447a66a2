package payments.benchmark;

/** Measures a program and the broker from the first message on. */
final class Stopwatch {
  private final BenchmarkBroker broker;
  private final Run program;
  private final double programBefore;
  private final double brokerBefore;
  private final long start;

  private Stopwatch(BenchmarkBroker broker, Run program) throws Exception {
    this.broker = broker;
    this.program = program;
    brokerBefore = broker.processorMillis();
    programBefore = program.processorMillis();
    start = System.nanoTime();
  }

  static Stopwatch start(BenchmarkBroker broker, Run program) throws Exception {
    return new Stopwatch(broker, program);
  }

  /** Returns the rate of so many messages until now. */
  Result stop(int messages) throws Exception {
    return stop(messages, messages / ((System.nanoTime() - start) / 1e9));
  }

  /** Returns a rate that the program has measured itself. */
  Result stop(int messages, double rate) throws Exception {
    double programMillis = program.processorMillis() - programBefore;
    double brokerMillis = broker.processorMillis() - brokerBefore;
    return new Result(rate, 1_000 * programMillis / messages, 1_000 * brokerMillis / messages);
  }
}
