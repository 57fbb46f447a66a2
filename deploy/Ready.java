import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Says whether the consumer beside it is ready: the health check of an image that has no curl. */
final class Ready {
  private static final int PORT = 9400;
  private static final int TIMEOUT_MILLIS = 3_000;

  private Ready() {}

  public static void main(String[] arguments) throws IOException {
    // By hand: a client for HTTP takes three times as long to start.
    try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), PORT)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write("GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".getBytes("US-ASCII"));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), "UTF-8");
      System.out.println(answer.substring(answer.indexOf("\r\n\r\n") + 4).strip());
      System.exit(answer.startsWith("200", answer.indexOf(' ') + 1) ? 0 : 1);
    } catch (IOException e) {
      System.out.println("no answer on port " + PORT + ": " + e.getMessage());
      System.exit(1);
    }
  }
}
