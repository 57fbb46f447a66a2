package payments.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.Thread.UncaughtExceptionHandler;

/**
 * Ends the process when a thread of the broker dies, out of memory above all: what is left would
 * take connections and never answer, nor stop.
 */
final class EndOnFailure implements UncaughtExceptionHandler {

  // Made beforehand and written without a buffer: later there is no memory to do so.
  private final OutputStream err = new FileOutputStream(FileDescriptor.err);
  private final byte[] outOfMemory =
      """
      error: the broker is out of memory: it holds more messages than fit
        start it again with more, as in java -Xmx1g -jar embedded-broker.jar
      """
          .getBytes(UTF_8);

  @Override
  public synchronized void uncaughtException(Thread thread, Throwable failure) {
    try {
      err.write(
          failure instanceof OutOfMemoryError
              ? outOfMemory
              : ("error: the broker failed: " + failure + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      // Nobody is left to tell.
    } finally {
      Runtime.getRuntime().halt(1); // exit would wait for the threads that fail
    }
  }
}
