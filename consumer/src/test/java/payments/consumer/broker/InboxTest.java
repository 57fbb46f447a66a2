package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.consumer.desk.Source;

class InboxTest {
  private final StandInChannel channel = new StandInChannel();
  private final List<Incoming> handled = new ArrayList<>();
  private final CompletableFuture<Void> room = new CompletableFuture<>();
  private final List<String> lost = new ArrayList<>();
  private final Inbox inbox = new Inbox(channel.channel(), Source.PAYMENTS, 500);

  @BeforeEach
  void prepare() throws IOException {
    inbox.prepare(
        new Inbox.Listener() {
          @Override
          public void delivered(Incoming message) {
            handled.add(message);
          }

          @Override
          public void consuming(int number) {
            channel.heard.add("number " + number);
          }

          @Override
          public void roomMade() {
            room.complete(null);
          }

          @Override
          public void lost(String why) {
            lost.add(why);
          }
        });
  }

  private void deliver(long tag) throws IOException {
    channel.deliver(tag, new BasicProperties(), new byte[0]);
  }

  /** The broker gives it to others at once; the client tells of the end after all of it. */
  @Test
  void whatTheClientHadTakenOfChannelThatTheBrokerClosedIsNotHandled() throws IOException {
    deliver(1);
    channel.open = false;
    deliver(2);

    assertThat(handled).extracting(Incoming::deliveryTag).containsExactly(1L);
    assertThat(inbox.unsettled()).isEqualTo(2);
  }

  @Test
  void whatComesDuringStopIsNotHandled() throws IOException {
    deliver(1);
    inbox.stop();
    deliver(2);

    assertThat(handled).extracting(Incoming::deliveryTag).containsExactly(1L);
    assertThat(inbox.unsettled()).isEqualTo(2); // requeued with the rest
    assertThat(inbox.delivered()).isEqualTo(2);
  }

  /** The desk has to know whose deliveries are whose before there are any. */
  @Test
  void aNewConsumerIsToldOfAndThereBeforeTheFormerOneEnds() throws IOException {
    inbox.start();
    inbox.makeRoom();

    assertThat(room).succeedsWithin(Duration.ofSeconds(10));
    assertThat(channel.heard)
        .containsExactly(
            "number 1",
            "consume as payments-1",
            "number 2",
            "consume as payments-2",
            "cancel payments-1");
    inbox.stop();
    assertThat(channel.heard).last().isEqualTo("cancel payments-2");
  }

  @Test
  void afterTheStopThereIsNoNewConsumer() throws IOException {
    inbox.start();
    inbox.stop();
    inbox.makeRoom();

    assertThat(room).succeedsWithin(Duration.ofSeconds(10));
    assertThat(channel.heard)
        .containsExactly("number 1", "consume as payments-1", "cancel payments-1");
  }

  @Test
  void whatIsRejectedIsRejectedOnce() throws IOException {
    deliver(1);
    deliver(2);

    inbox.reject(1);
    inbox.reject(1);
    inbox.acknowledge(1);
    inbox.flush();
    inbox.requeueRest();
    inbox.requeueRest();

    assertThat(channel.heard).containsExactly("reject 1", "requeue 2 and before");
  }

  @Test
  void deliveriesThatTheBrokerEndsAreLost() throws IOException {
    channel.cancel();

    assertThat(lost)
        .containsExactly("the broker cancelled the consumer of queue payment-processor");
  }

  /** The connection says why by itself. */
  @Test
  void deliveriesAreLostWithTheirChannelAndNotWithTheConnection() {
    channel.close(true);
    assertThat(lost).isEmpty();

    channel.close(false);
    assertThat(lost).hasSize(1);
  }
}
