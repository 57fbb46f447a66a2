package payments.consumer;

import java.time.Duration;
import java.util.Optional;
import payments.common.RetrySchedule;
import payments.common.amqp.QueueType;
import payments.common.delay.DelayModes;

/**
 * How the consumer is to work.
 *
 * @param modes the delay modes there are
 * @param delay which of them, one of their options
 * @param schedule how long payments wait
 * @param queueType type of the queues
 * @param prefetch unacknowledged messages per queue
 * @param giveUpAfter age at which a payment waits no longer, none for never
 */
record Settings(
    DelayModes modes,
    String delay,
    RetrySchedule schedule,
    QueueType queueType,
    int prefetch,
    Optional<Duration> giveUpAfter) {}
