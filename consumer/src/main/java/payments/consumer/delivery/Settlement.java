package payments.consumer.delivery;

/** What the broker is told to do with a delivered message. */
public enum Settlement {
  /** Forget it: its effect is safe. */
  ACKNOWLEDGE,
  /** Put it back as failed: a queue with delayed retry holds it back, the longer the more often. */
  REJECT,
  /** Put it back as if it had not been delivered. */
  RETURN
}
