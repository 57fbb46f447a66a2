package payments.consumer.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands for the session when there is none. */
record WithoutSession(String reason, long voidRecords) implements State {
  @Override
  public List<String> notReady() {
    return List.of(reason);
  }

  @Override
  public long clients() {
    return 0;
  }

  @Override
  public long unconfirmed() {
    return 0;
  }

  @Override
  public Map<String, Long> unsettled() {
    return Map.of();
  }

  @Override
  public long remembered() {
    return 0;
  }

  @Override
  public long notRemembered() {
    return 0;
  }

  @Override
  public long overdue() {
    return 0;
  }

  @Override
  public Optional<Instant> oldestOverdue() {
    return Optional.empty();
  }

  @Override
  public List<RememberedPayment> waiting() {
    return List.of();
  }
}
