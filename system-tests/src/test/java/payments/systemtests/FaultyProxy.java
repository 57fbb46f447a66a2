package payments.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import payments.prove.trial.Proxy;

/** A proxy in front of a broker on this machine that also fails in the middle, or stands still. */
final class FaultyProxy extends Proxy {
  private final Optional<FrameFilter> filter;
  private final AtomicInteger cutsToCome = new AtomicInteger();
  private volatile boolean stalled;
  private volatile long bytesBeforeCut;

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param target port on this machine to connect to
   */
  FaultyProxy(int target) throws IOException {
    this(target, Optional.empty());
  }

  /** The same; what the broker sends goes through a filter. */
  FaultyProxy(int target, FrameFilter filter) throws IOException {
    this(target, Optional.of(filter));
  }

  private FaultyProxy(int target, Optional<FrameFilter> filter) throws IOException {
    super("localhost", target);
    this.filter = filter;
  }

  /** Returns the same URI by way of this proxy. */
  String uri(String straight) {
    URI uri = URI.create(straight);
    return "%s://%s@%s:%d%s"
        .formatted(uri.getScheme(), uri.getRawUserInfo(), "127.0.0.1", port(), uri.getRawPath());
  }

  /** Cuts coming connections, so many of them, once the caller has sent so much on one. */
  void cutAfter(long bytes, int times) {
    bytesBeforeCut = bytes;
    cutsToCome.set(times);
  }

  /** Takes no more bytes from either side, as a peer that stops reading, until the end. */
  void stall() {
    stalled = true;
  }

  @Override
  protected boolean takes(long before, boolean fromCaller) {
    while (stalled && !isClosed()) {
      LockSupport.parkNanos(10_000_000);
    }
    return !stalled && !(fromCaller && before > bytesBeforeCut && isToBeCut());
  }

  @Override
  protected void handBack(InputStream in, OutputStream out) throws IOException {
    if (filter.isPresent()) {
      filter.get().copy(in, out);
    } else {
      super.handBack(in, out);
    }
  }

  private boolean isToBeCut() {
    return cutsToCome.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
  }
}
