package payments.broker;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.message.MessageInstance;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.queue.BaseQueue;
import org.apache.qpid.server.store.MessageDurability;
import org.apache.qpid.server.store.MessageEnqueueRecord;
import org.apache.qpid.server.util.Action;
import org.apache.qpid.server.virtualhost.VirtualHostUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the messages of an exchange wait for their time, in memory only.
 *
 * <p>To the broker it is a queue: it puts a message here when the publisher's transaction commits,
 * and confirms it after that.
 */
final class DelayLine implements BaseQueue, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DelayLine.class);

  private final Exchange<?> exchange;
  private final Consumer<AMQMessage> onDue;
  private final ScheduledThreadPoolExecutor timer;

  /** The messages nobody has freed yet. Who removes one frees it: the timer, or the end. */
  private final Set<MessageReference<AMQMessage>> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param onDue called on a thread of its own, when a message has waited and before it is freed
   */
  DelayLine(Exchange<?> exchange, Consumer<AMQMessage> onDue) {
    this.exchange = exchange;
    this.onDue = onDue;
    timer =
        new ScheduledThreadPoolExecutor(
            1, QpidByteBuffer.createQpidByteBufferTrackingThreadFactory(DelayLine::thread));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, DelayedExchange.TYPE);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the broker's signature; it speaks AMQP 0-9-1 only
  public void enqueue(
      ServerMessage message, Action<? super MessageInstance> action, MessageEnqueueRecord record) {
    MessageReference<AMQMessage> held = message.newReference();
    waiting.add(held);
    try {
      timer.schedule(() -> release(held), DelayHeader.millisOf(message), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The exchange has ended since the message was routed: like a queue deleted at that moment.
      free(held);
    }
  }

  private void release(MessageReference<AMQMessage> held) {
    if (!waiting.remove(held)) {
      return;
    }
    try (held) {
      onDue.accept(held.getMessage());
    } catch (VirtualHostUnavailableException e) {
      log.debug("message of exchange {} lost: the broker stops", getName());
    } catch (RuntimeException e) {
      log.error("message of exchange {} lost after its delay", getName(), e);
    } catch (Error e) {
      end(e);
      throw e;
    }
  }

  /** Tells who ends the process when a thread dies: the timer keeps an error to itself. */
  private static void end(Error failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }

  /** Ends the waiting: what has not been released by now is lost. */
  @Override
  public void close() {
    timer.shutdownNow();
    long lost = waiting.stream().filter(this::free).count();
    if (lost > 0) {
      log.warn("exchange {} ends, delayed messages lost with it: {}", getName(), lost);
    }
  }

  private boolean free(MessageReference<AMQMessage> held) {
    boolean mine = waiting.remove(held);
    if (mine) {
      held.release();
    }
    return mine;
  }

  @Override
  public boolean isDeleted() {
    return timer.isShutdown();
  }

  @Override
  public String getName() {
    return exchange.getName();
  }

  @Override
  public UUID getId() {
    return exchange.getId();
  }

  /** Never: a delayed message of this broker does not outlive it. */
  @Override
  public MessageDurability getMessageDurability() {
    return MessageDurability.NEVER;
  }
}
