package payments.consumer.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of a consumer that is ready and remembers some payments, and 11 more are not. */
public record Ready(List<RememberedPayment> waiting) implements State {
  public static Ready with(RememberedPayment... payments) {
    return new Ready(List.of(payments));
  }

  @Override
  public List<String> notReady() {
    return List.of();
  }

  @Override
  public long clients() {
    return 3;
  }

  @Override
  public long unconfirmed() {
    return 2;
  }

  @Override
  public Map<String, Long> unsettled() {
    return Map.of("payment-processor", 5L);
  }

  @Override
  public long remembered() {
    return waiting.size();
  }

  @Override
  public long notRemembered() {
    return 11;
  }

  @Override
  public long overdue() {
    return 4;
  }

  @Override
  public Optional<Instant> oldestOverdue() {
    return Optional.empty();
  }

  @Override
  public long voidRecords() {
    return 6;
  }
}
