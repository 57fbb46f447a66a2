package payments.prove.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A stretch of network that can be cut: hands on what comes to a port of its own. */
public class Proxy implements AutoCloseable {
  private static final int BACKLOG = 50;
  private static final int BUFFER = 16_384;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final String host;
  private final int port;

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param host to connect to
   * @param port of that host
   */
  public Proxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Returns the port that it listens on. */
  public final int port() {
    return server.getLocalPort();
  }

  /** Closes all connections, and returns how many there were. New ones are taken at once. */
  public final int cutAll() {
    Set<Socket> current = Set.copyOf(sockets);
    current.forEach(this::close);
    return current.size() / 2;
  }

  /** Whether it takes no more connections. */
  protected final boolean isClosed() {
    return server.isClosed();
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
      Socket callee = new Socket(host, port);
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
      if (fromCaller) {
        copy(from.getInputStream(), to.getOutputStream(), true);
      } else {
        handBack(from.getInputStream(), to.getOutputStream());
      }
    } catch (IOException e) {
      // cut, or closed at one end
    } finally {
      close(from);
      close(to);
    }
  }

  private void copy(InputStream in, OutputStream out, boolean fromCaller) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long sent = 0;
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      if (!takes(sent, fromCaller)) {
        return;
      }
      out.write(buffer, 0, length);
      sent += length;
    }
  }

  /** Hands on what the broker sends, until one side ends it. */
  protected void handBack(InputStream in, OutputStream out) throws IOException {
    copy(in, out, false);
  }

  /**
   * Whether what has come is handed on, or the connection ends instead. It may wait.
   *
   * @param before how many bytes went the same way before
   * @param fromCaller whether it goes to the broker
   */
  protected boolean takes(long before, boolean fromCaller) {
    return true;
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
  public final void close() throws IOException {
    server.close();
    cutAll();
  }
}
