package payments.common.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends to the broker in batches. The client sends each command by itself, which costs a system
 * call here and wakes up the broker, more than the command is worth. Here a thread of its own sends
 * what has gathered: at once while there is little, after up to 0.2 ms while there is much.
 *
 * <p>What comes is made such that the client can read it: see {@link ReadableHeaders}.
 *
 * <p>Any thread may call any method, as the client does.
 */
final class BatchedFrames implements FrameHandler {
  private static final long GATHERING_NANOS = 200_000;

  private final FrameHandler socket;
  private final Consumer<Connection> opening;
  private final AtomicInteger unsent = new AtomicInteger();
  private final Thread sender = new Thread(this::sendUntilClosed, "frames");
  private volatile boolean open = true;
  private volatile IOException failure;

  /** Starts the thread, which ends when this is closed. */
  BatchedFrames(FrameHandler socket) {
    this(socket, connection -> {});
  }

  /**
   * The same.
   *
   * @param opening hears of the connection that this belongs to
   */
  BatchedFrames(FrameHandler socket, Consumer<Connection> opening) {
    this.socket = socket;
    this.opening = opening;
    sender.setDaemon(true);
    sender.start();
  }

  /**
   * What fails is told to whoever writes next; who reads finds out, too, after what came before.
   */
  private void sendUntilClosed() {
    try {
      boolean busy = false;
      while (open) {
        if (unsent.get() == 0) {
          LockSupport.park(this);
        } else {
          if (busy) {
            LockSupport.parkNanos(this, GATHERING_NANOS);
          }
          busy = unsent.getAndSet(0) > 1;
          socket.flush(null);
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    if (listener != null) {
      socket.flush(listener);
    } else if (unsent.getAndIncrement() == 0) {
      LockSupport.unpark(sender);
    }
  }

  /** Sends what is left, then closes. */
  @Override
  public void close() {
    open = false;
    LockSupport.unpark(sender);
    socket.close();
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    socket.writeFrame(frame);
  }

  @Override
  public Frame readFrame() throws IOException {
    Frame frame = socket.readFrame();
    return frame == null ? null : ReadableHeaders.of(frame);
  }

  @Override
  public boolean internalHearbeat() {
    return socket.internalHearbeat();
  }

  @Override
  public void setTimeout(int timeoutMillis) throws SocketException {
    socket.setTimeout(timeoutMillis);
  }

  @Override
  public int getTimeout() throws SocketException {
    return socket.getTimeout();
  }

  @Override
  public void sendHeader() throws IOException {
    socket.sendHeader();
  }

  @Override
  public void initialize(AMQConnection connection) {
    opening.accept(connection);
    socket.initialize(connection);
  }

  @Override
  public void startProcessing() {
    socket.startProcessing();
  }

  @Override
  public void finishConnectionNegotiation() {
    socket.finishConnectionNegotiation();
  }

  /**
   * Nothing follows from it for what comes in: a header that fills a frame is longer than one when
   * it is delivered again, for RabbitMQ adds to it.
   */
  @Override
  public void setFrameMax(int frameMax) {
    // the limit stays that of a body
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public InetAddress getAddress() {
    return socket.getAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }
}
