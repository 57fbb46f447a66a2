package payments.systemtests;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that start later, or again: below those that systems give to clients, which
 * would take one just when its server is away. Tests that run beside these begin elsewhere.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;

  private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

  private Ports() {}

  static int free() {
    return free(1);
  }

  /** Returns the first of some in a row. */
  static synchronized int free(int count) {
    int tries = 0;
    while (tries <= LAST - FIRST) {
      tries++;
      int first = next + count > LAST ? FIRST : next;
      next = first + count;
      if (areFree(first, count)) {
        return first;
      }
    }
    throw new IllegalStateException("no free port from %d to %d".formatted(FIRST, LAST));
  }

  private static boolean areFree(int first, int count) {
    try {
      for (int port = first; port < first + count; port++) {
        new ServerSocket(port).close();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
