package payments.broker;

import org.apache.qpid.server.configuration.updater.Task;

/**
 * A change of an exchange that the broker makes on its configuration thread: a {@link Task} that
 * can be written as a lambda.
 *
 * @param getAction what it does, for the broker's log
 * @param body how it does it
 */
record Change<V, E extends Exception>(String getAction, Body<V, E> body) implements Task<V, E> {

  /** What is done; a {@code Callable} that names its exception. */
  interface Body<V, E extends Exception> {
    V run() throws E;
  }

  @Override
  public V execute() throws E {
    return body.run();
  }

  @Override
  public String getObject() {
    return DelayedExchange.TYPE;
  }

  @Override
  public String getArguments() {
    return ""; // of interest to nobody
  }
}
