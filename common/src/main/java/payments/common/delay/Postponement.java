package payments.common.delay;

import payments.common.amqp.Message;

/** What has to be done with a delivered payment so that it waits. */
public sealed interface Postponement {
  /**
   * The copy waits: publish it and, once it is confirmed, acknowledge the original.
   *
   * @param message the copy
   */
  record Copy(Message message) implements Postponement {}

  /**
   * The copy is looked at again at once and waits from then on: publish it and, once it is
   * confirmed, acknowledge the original. The payment is not postponed yet.
   *
   * @param message the copy
   */
  record Move(Message message) implements Postponement {}

  /** It waits in the queue that it is in: reject it, and let it be requeued. */
  record Reject() implements Postponement {}
}
