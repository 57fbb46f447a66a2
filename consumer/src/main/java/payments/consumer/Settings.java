package payments.consumer;

import java.util.Optional;
import payments.common.amqp.QueueType;
import payments.consumer.delay.DelayModes;
import payments.consumer.desk.Patience;

/**
 * How the consumer is to work.
 *
 * @param modes the delay modes there are
 * @param delay which of them, one of their options
 * @param patience how long payments wait
 * @param queueType type of the queues, if it was asked for
 * @param prefetch unacknowledged messages per queue
 * @param paymentsLog whether processed payments are kept in a log
 * @param publishProcessed whether they go to an exchange as well
 */
record Settings(
    DelayModes modes,
    String delay,
    Patience patience,
    Optional<QueueType> queueType,
    int prefetch,
    boolean paymentsLog,
    boolean publishProcessed) {

  /** Returns the type of the queues, asked for or not. */
  QueueType effectiveQueueType() {
    return queueType.orElse(QueueType.CLASSIC);
  }
}
