package payments.consumer.metrics;

import java.util.List;
import java.util.Map;

/** Stands for the session when there is none. */
record WithoutSession(String reason) implements State {
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
  public List<RememberedPayment> waiting() {
    return List.of();
  }
}
