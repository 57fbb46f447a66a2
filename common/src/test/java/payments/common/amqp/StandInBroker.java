package payments.common.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks as much AMQP as it takes to be connected to, and misbehaves as a test wants. */
final class StandInBroker implements AutoCloseable {
  /** What is done with a connection. */
  interface Manner {
    void treat(Socket socket, int number) throws IOException;
  }

  static final String OPEN_CHANNEL = "20.10";
  static final String CLOSE_CONNECTION = "10.50";

  private static final int METHOD = 1;
  private static final int HEADER_BYTES = 8;
  private static final int SMALL_BUFFER = 4_096;
  private static final int FRAME_MAX = 131_072;

  private final ServerSocket server;
  private final Manner manner;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> methods = new CopyOnWriteArrayList<>();

  private StandInBroker(Manner manner) throws IOException {
    this.manner = manner;
    server = new ServerSocket();
    server.setReceiveBufferSize(SMALL_BUFFER);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon(this::accept);
  }

  static StandInBroker that(Manner manner) throws IOException {
    return new StandInBroker(manner);
  }

  /** One that works. */
  static StandInBroker working() throws IOException {
    return that((socket, number) -> {}).answering("PLAIN", "");
  }

  /** One that accepts and says nothing. */
  static StandInBroker silent() throws IOException {
    return that((socket, number) -> socket.getInputStream().read());
  }

  /** One that works until it has opened a channel, and then reads nothing any more. */
  static StandInBroker deaf() throws IOException {
    return working().answering("PLAIN", OPEN_CHANNEL);
  }

  private volatile String mechanisms;
  private volatile String last;

  /** Answers those connections that its manner leaves open. */
  StandInBroker answering(String with, String until) {
    last = until;
    mechanisms = with;
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  String place() {
    return "127.0.0.1:" + port();
  }

  int connections() {
    return sockets.size();
  }

  /** Returns the methods that clients sent, by class and number. */
  List<String> methods() {
    return methods;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = sockets.size();
        daemon(() -> treat(socket, number));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void treat(Socket socket, int number) {
    try {
      manner.treat(socket, number);
      if (mechanisms != null && !socket.isClosed()) {
        answer(socket);
      }
    } catch (IOException e) {
      // the client ended it
    }
  }

  private void answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64));
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    in.readFully(new byte[HEADER_BYTES]);
    send(
        new AMQP.Connection.Start.Builder()
            .versionMajor(0)
            .versionMinor(9)
            .serverProperties(Map.of())
            .mechanisms(LongStringHelper.asLongString(mechanisms))
            .locales(LongStringHelper.asLongString("en_US"))
            .build(),
        0,
        out);
    String method;
    do {
      Frame frame = Frame.readFrom(in, () -> FRAME_MAX);
      method = frame.getType() == METHOD ? method(frame) : "";
      methods.add(method);
      answer(method, frame.getChannel(), out);
    } while (!method.equals(last));
  }

  private static String method(Frame frame) throws IOException {
    DataInputStream payload = frame.getInputStream();
    return payload.readUnsignedShort() + "." + payload.readUnsignedShort();
  }

  private static void answer(String method, int channel, DataOutputStream out) throws IOException {
    switch (method) {
      case "10.11" ->
          send(
              new AMQP.Connection.Tune.Builder().channelMax(16).frameMax(FRAME_MAX).build(),
              0,
              out);
      case "10.40" -> send(new AMQP.Connection.OpenOk.Builder().build(), 0, out);
      case CLOSE_CONNECTION -> send(new AMQP.Connection.CloseOk.Builder().build(), 0, out);
      case OPEN_CHANNEL -> send(new AMQP.Channel.OpenOk.Builder().build(), channel, out);
      default -> {}
    }
  }

  private static void send(com.rabbitmq.client.Method method, int channel, DataOutputStream out)
      throws IOException {
    ((Method) method).toFrame(channel).writeTo(out);
    out.flush();
  }

  /** Says something as soon as it is connected to. */
  static Manner saying(String text) {
    return (socket, number) -> {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    };
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "stand-in");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the connections that there are, and accepts others. */
  void cutAll() {
    sockets.forEach(
        socket -> {
          try {
            socket.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll();
  }
}
