package payments.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A stretch of network that can be cut: hands on what comes to a port of its own. */
final class Proxy implements AutoCloseable {
  private final ServerSocket server;
  private final Optional<FrameFilter> filter;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean stalled;
  private final AtomicInteger cutsToCome = new AtomicInteger();
  private volatile long bytesBeforeCut;

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param target port on this machine to connect to
   */
  Proxy(int target) throws IOException {
    this(target, Optional.empty());
  }

  /** The same; what the broker sends goes through a filter. */
  Proxy(int target, FrameFilter filter) throws IOException {
    this(target, Optional.of(filter));
  }

  private Proxy(int target, Optional<FrameFilter> filter) throws IOException {
    this.target = target;
    this.filter = filter;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Returns the same URI by way of this proxy. */
  String uri(String straight) {
    URI uri = URI.create(straight);
    return "%s://%s@%s:%d%s"
        .formatted(uri.getScheme(), uri.getRawUserInfo(), "127.0.0.1", port(), uri.getRawPath());
  }

  int port() {
    return server.getLocalPort();
  }

  /** Makes coming connections lead to another port. */
  void setTarget(int port) {
    target = port;
  }

  /** Closes all connections, and returns how many there were. New ones are taken at once. */
  int cutAll() {
    Set<Socket> current = Set.copyOf(sockets);
    current.forEach(this::close);
    return current.size() / 2;
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

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket caller = server.accept();
        sockets.add(caller);
        start(() -> connect(caller));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket caller) {
    try {
      Socket callee = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(callee);
      caller.setTcpNoDelay(true);
      callee.setTcpNoDelay(true);
      start(() -> pump(callee, caller, false));
      pump(caller, callee, true);
    } catch (IOException e) {
      close(caller);
    }
  }

  private void pump(Socket from, Socket to, boolean fromCaller) {
    try {
      if (!fromCaller && filter.isPresent()) {
        filter.get().copy(from.getInputStream(), to.getOutputStream());
        return;
      }
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[16_384];
      long sent = 0;
      for (int length = in.read(buffer); length >= 0 && !stalled; length = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, length);
        sent += length;
        if (fromCaller && sent > bytesBeforeCut && isToBeCut()) {
          return;
        }
      }
      while (stalled && !server.isClosed()) {
        LockSupport.parkNanos(10_000_000);
      }
    } catch (IOException e) {
      // cut, or closed at one end
    } finally {
      close(from);
      close(to);
    }
  }

  private boolean isToBeCut() {
    return cutsToCome.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // closed it is
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll();
  }
}
