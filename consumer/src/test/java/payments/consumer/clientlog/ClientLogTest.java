package payments.consumer.clientlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import payments.common.amqp.ConfirmedPublisher;

/** A client that is known here, and a log that was made anew: it gets the client back. */
class ClientLogTest {
  private final BlockingQueue<BasicProperties> published = new LinkedBlockingQueue<>();
  private final List<String> lost = new CopyOnWriteArrayList<>();
  private final RegisteredClients clients = new RegisteredClients();
  private Consumer reader;
  private ConfirmCallback acks;
  private ConfirmCallback nacks;
  private ShutdownListener shutdown;
  private ClientLog log;

  /** A broker that says nothing by itself. */
  private Channel channel() {
    return (Channel)
        Proxy.newProxyInstance(
            Channel.class.getClassLoader(),
            new Class<?>[] {Channel.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "setDefaultConsumer" -> reader = (Consumer) arguments[0];
                case "addShutdownListener" -> shutdown = (ShutdownListener) arguments[0];
                case "addConfirmListener" -> {
                  acks = (ConfirmCallback) arguments[0];
                  nacks = (ConfirmCallback) arguments[1];
                }
                case "basicPublish" ->
                    published.add((BasicProperties) arguments[arguments.length - 2]);
                default -> {
                  // the answer is of no use
                }
              }
              return null;
            });
  }

  @BeforeEach
  void readAnEmptyLog() throws Exception {
    clients.add(7);
    Channel channel = channel();
    log =
        ClientLog.in(
            channel, new ConfirmedPublisher(channel), clients, client -> {}, why -> lost.add(why));
    log.read();
    BasicProperties mark = published.take();
    acks.handle(1, false);
    reader.handleDelivery("follower", new Envelope(1, false, "", "clients-log"), mark, new byte[0]);
    assertThat(published.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void isWholeOnceTheClientIsConfirmed() throws IOException {
    assertThat(log.leftToWriteBack()).isEqualTo(1);
    assertThat(log.writtenBack()).isNotDone();

    acks.handle(2, false);

    assertThat(log.leftToWriteBack()).isZero();
    assertThat(log.writtenBack()).isCompleted();
    assertThat(lost).isEmpty();
  }

  /** The next session tries again. */
  @Test
  void endsTheSessionIfItIsRefused() throws IOException {
    nacks.handle(2, false);

    assertThat(lost)
        .containsExactly("a client cannot be written back to clients-log: the broker refused it");
    assertThat(log.leftToWriteBack()).isEqualTo(1);
    assertThat(log.writtenBack()).isCompletedExceptionally();
  }

  /** The connection says why. */
  @Test
  void saysNothingOfConnectionThatIsLost() {
    shutdown.shutdownCompleted(new ShutdownSignalException(true, false, null, null));

    assertThat(lost).isEmpty();
    assertThat(log.writtenBack()).isCompletedExceptionally();
  }
}
