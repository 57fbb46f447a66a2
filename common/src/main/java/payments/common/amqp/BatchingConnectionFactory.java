package payments.common.amqp;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;

/** Makes connections that send in batches. */
final class BatchingConnectionFactory extends ConnectionFactory {
  @Override
  protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
    FrameHandlerFactory sockets = super.createFrameHandlerFactory();
    return (address, connectionName) -> new BatchedFrames(sockets.create(address, connectionName));
  }
}
