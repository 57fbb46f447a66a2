package payments.broker;

import java.util.Map;
import org.apache.qpid.server.message.MessageDeletedException;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.queue.QueueEntry;
import org.apache.qpid.server.queue.QueueEntryIterator;
import org.apache.qpid.server.queue.StandardQueueImpl;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/**
 * A queue that keeps whatever was published to it.
 *
 * <p>The broker's own queue deletes messages whose headers it cannot read, such as one without a
 * name, whenever it looks through its messages; the publisher has their confirms by then.
 */
@ManagedObject(category = false, type = ClassicQueue.TYPE)
final class ClassicQueue extends StandardQueueImpl {

  static final String TYPE = "classic";

  ClassicQueue(Map<String, Object> attributes, QueueManagingVirtualHost<?> host) {
    super(attributes, host);
  }

  /** Does nothing: besides deleting, it warns of limits, and no queue has any. */
  @Override
  public void checkMessageStatus() {
    // What has expired goes when its turn comes, as from RabbitMQ's classic queues.
  }

  /** Moves messages out of the buffers that they arrived in, which are much larger. */
  @Override
  public void reallocateMessages() {
    QueueEntryIterator entries = queueEntryIterator();
    while (entries.advance()) {
      reallocate(entries.getNode());
    }
  }

  private static void reallocate(QueueEntry entry) {
    ServerMessage<?> message = entry.getMessage();
    if (message == null || entry.isDeleted()) {
      return;
    }
    try (MessageReference<?> held = message.newReference()) {
      held.getMessage().getStoredMessage().reallocate();
    } catch (MessageDeletedException e) {
      // Nothing is left of it to move.
    }
  }
}
