package payments.consumer.desk;

/**
 * The time, as the desk is told it.
 *
 * @param nanos by a clock that only goes forward, for what is measured here
 * @param millis of the epoch, by the clock that is compared with those of others
 */
public record Moment(long nanos, long millis) {}
