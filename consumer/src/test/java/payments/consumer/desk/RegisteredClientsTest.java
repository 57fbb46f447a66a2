package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RegisteredClientsTest {
  private static final int CLIENTS = 100_000;

  private final RegisteredClients clients = new RegisteredClients();

  @Test
  void knowsThoseAddedAndNoOthers() {
    long[] added = new SplittableRandom(1).longs(CLIENTS, 1, Long.MAX_VALUE).toArray();

    LongStream.of(added).forEach(clients::add);
    LongStream.of(added).forEach(clients::add);

    assertThat(LongStream.of(added)).allMatch(clients::contains);
    assertThat(LongStream.rangeClosed(1, CLIENTS)).noneMatch(clients::contains);
    assertThat(clients.contains(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void takesTheSmallestAndTheLargestNumber() {
    clients.add(1);
    clients.add(Long.MAX_VALUE);

    assertThat(clients.contains(1)).isTrue();
    assertThat(clients.contains(Long.MAX_VALUE)).isTrue();
    assertThat(clients.contains(2)).isFalse();
  }

  @Test
  void isUsedBySeveralThreads() {
    IntStream.range(0, 4)
        .parallel()
        .forEach(
            thread -> {
              for (long id = 1 + thread; id <= CLIENTS; id += 4) {
                clients.add(id);
                assertThat(clients.contains(id)).isTrue();
              }
            });

    assertThat(LongStream.rangeClosed(1, CLIENTS)).allMatch(clients::contains);
  }
}
