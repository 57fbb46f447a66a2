package payments.consumer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;

/**
 * Ends the process when one of our callbacks throws. The client would close the channel, and the
 * process would live on and consume nothing.
 */
final class FatalExceptionHandler extends ForgivingExceptionHandler {
  private final java.util.function.Consumer<Throwable> fail;

  FatalExceptionHandler(java.util.function.Consumer<Throwable> fail) {
    this.fail = fail;
  }

  @Override
  public void handleConsumerException(
      Channel channel, Throwable exception, Consumer consumer, String tag, String method) {
    fail.accept(exception);
  }

  @Override
  public void handleReturnListenerException(Channel channel, Throwable exception) {
    fail.accept(exception);
  }

  @Override
  public void handleConfirmListenerException(Channel channel, Throwable exception) {
    fail.accept(exception);
  }

  @Override
  public void handleBlockedListenerException(Connection connection, Throwable exception) {
    fail.accept(exception);
  }

  /**
   * A lost connection: whoever uses it hears of that. But a message that does not fit into memory
   * would end each connection that it comes by.
   */
  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable why) {
    if (why instanceof VirtualMachineError) {
      fail.accept(why);
    }
  }
}
