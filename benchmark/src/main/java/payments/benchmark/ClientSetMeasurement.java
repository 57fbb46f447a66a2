package payments.benchmark;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import payments.consumer.desk.RegisteredClients;

/** Fills a set of clients and looks them up, in a process of its own for the sake of its heap. */
public final class ClientSetMeasurement {
  private static final int CLIENTS = 10_000_000;
  private static final int ROUNDS = 5;

  private ClientSetMeasurement() {}

  /**
   * Takes {@code ours} or {@code HashSet}, and {@code random} or {@code consecutive}. Prints bytes
   * a client, and nanoseconds for a client that is there and for one that is not, in the order of a
   * shuffled deck. With {@code memory} and a number of clients, prints the bytes of so many.
   */
  public static void main(String[] arguments) {
    if (arguments[0].equals("memory")) {
      System.out.println(bytesOf(Integer.parseInt(arguments[1])));
      return;
    }
    SplittableRandom random = new SplittableRandom(1);
    long[] ids =
        arguments[1].equals("random")
            ? random.longs(CLIENTS, 1, Long.MAX_VALUE).toArray()
            : LongStream.rangeClosed(1, CLIENTS).toArray();
    long before = usedBytes();
    LongPredicate contains;
    if (arguments[0].equals("ours")) {
      RegisteredClients clients = new RegisteredClients();
      contains = filled(ids, clients::add, clients::contains);
    } else {
      Set<Long> clients = new HashSet<>();
      contains = filled(ids, clients::add, clients::contains);
    }
    double bytes = (usedBytes() - before) / (double) CLIENTS;
    shuffle(ids, random);
    double present = nanosPerLookup(ids, contains, true);
    for (int i = 0; i < CLIENTS; i++) {
      ids[i] = -ids[i];
    }
    double absent = nanosPerLookup(ids, contains, false);
    System.out.printf(Locale.ROOT, "%.1f %.1f %.1f%n", bytes, present, absent);
  }

  private static long bytesOf(int count) {
    long before = usedBytes();
    RegisteredClients clients = new RegisteredClients();
    new SplittableRandom(1).longs(count, 1, Long.MAX_VALUE).forEach(clients::add);
    long bytes = usedBytes() - before;
    if (clients.contains(-1)) { // so that it is still in use
      throw new IllegalStateException("wrong answer");
    }
    return bytes;
  }

  private static LongPredicate filled(long[] ids, LongConsumer add, LongPredicate contains) {
    LongStream.of(ids).forEach(add);
    return contains;
  }

  private static void shuffle(long[] ids, SplittableRandom random) {
    for (int i = ids.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      long id = ids[i];
      ids[i] = ids[other];
      ids[other] = id;
    }
  }

  private static double nanosPerLookup(long[] ids, LongPredicate contains, boolean expected) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (long id : ids) {
        if (contains.test(id) != expected) {
          throw new IllegalStateException("wrong answer for " + id);
        }
      }
      best = Math.min(best, (System.nanoTime() - start) / (double) ids.length);
    }
    return best;
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
