package payments.benchmark;

/**
 * What one run brought.
 *
 * @param figure the rate, the time or the size that is compared
 * @param programMicros processor time of the program for each message, not a number if not measured
 * @param brokerMicros processor time of the broker for each message, likewise
 */
record Result(double figure, double programMicros, double brokerMicros) {
  static Result of(double figure) {
    return new Result(figure, Double.NaN, Double.NaN);
  }
}
