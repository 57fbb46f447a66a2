package payments.consumer.delay;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.util.Optional;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.consumer.desk.Delivery.Way;
import payments.consumer.desk.WaitingPlaces;

/**
 * A way for payments to wait on the broker: what it declares for that, where it publishes a payment
 * that is to wait, and how it tells later how often it did. Everything that differs between the
 * ways is in here.
 *
 * <p>Any thread may ask it, once it has declared.
 */
public interface DelayMode extends WaitingPlaces {
  /** Returns what {@code --delay} calls it. */
  String name();

  /** Returns where payments wait, in a few words. */
  String description();

  /**
   * Declares what payments wait in.
   *
   * @param payments the exchange that payments come in by
   * @return why this broker cannot do it, none if it can and all is declared
   * @throws payments.common.ReportedException if something is in the way that a user has to remove
   */
  Optional<Unavailable> declare(Declarer declarer, PaymentsExchange payments);

  /**
   * Returns how often a payment was postponed so far.
   *
   * @param queue where it was delivered from
   */
  int attempts(String queue, BasicProperties properties);

  /**
   * Returns how a payment is postponed once more.
   *
   * @param queue where it was delivered from
   */
  default Way way(String queue, BasicProperties properties) {
    return Way.COPY;
  }

  /**
   * Why a broker cannot do a mode.
   *
   * @param reason what it lacks
   * @param cure what a user who wants this mode can do
   */
  record Unavailable(String reason, String cure) {}
}
