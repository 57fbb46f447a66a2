package payments.consumer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.consumer.desk.Source;

class InboxTest {
  private final List<Incoming> handled = new ArrayList<>();
  private boolean open = true;
  private Consumer consumer;
  private Inbox inbox;

  @BeforeEach
  void prepare() throws IOException {
    Channel channel =
        (Channel)
            Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("setDefaultConsumer")) {
                    consumer = (Consumer) arguments[0];
                  }
                  return method.getName().equals("isOpen") ? (Object) open : null;
                });
    inbox = new Inbox(channel, Source.PAYMENTS, 500);
    inbox.prepare(
        new Inbox.Listener() {
          @Override
          public void delivered(Incoming message) {
            handled.add(message);
          }

          @Override
          public void consuming(int number) {}

          @Override
          public void roomMade() {}

          @Override
          public void lost(String why) {}
        });
  }

  private void deliver(long tag) throws IOException {
    consumer.handleDelivery(
        "payments-1", new Envelope(tag, false, "", ""), new BasicProperties(), new byte[0]);
  }

  /** The broker gives it to others at once; the client tells of the end after all of it. */
  @Test
  void whatTheClientHadTakenOfChannelThatTheBrokerClosedIsNotHandled() throws IOException {
    deliver(1);
    open = false;
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
  }
}
