package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchedFramesTest {
  private static final int FRAMES = 100_000;

  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final BatchedFrames frames = new BatchedFrames(socket());

  /** One that counts. */
  private FrameHandler socket() {
    return (FrameHandler)
        Proxy.newProxyInstance(
            FrameHandler.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "writeFrame" -> written.incrementAndGet();
                case "flush" -> send();
                case "close" -> closed.set(true);
                default -> throw new AssertionError(method);
              }
              return null;
            });
  }

  private void writeOne() {
    try {
      frames.writeFrame(null);
      frames.flush(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send() throws IOException {
    if (broken.get()) {
      throw new IOException("broken pipe");
    }
    sent.set(written.get());
    batches.incrementAndGet();
    meanwhile.getAndSet(() -> {}).run();
  }

  @AfterEach
  void close() {
    frames.close();
  }

  @Test
  void sendsAFrameThatComesAlone() {
    writeOne();

    await().untilAsserted(() -> assertThat(sent).hasValue(1));
  }

  @Test
  void sendsAFrameThatComesWhileAnotherIsSent() {
    meanwhile.set(this::writeOne);

    writeOne();

    await().untilAsserted(() -> assertThat(sent).hasValue(2));
  }

  @Test
  void sendsManyFramesInFewBatchesAndLeavesNoneBehind() {
    for (int i = 0; i < FRAMES; i++) {
      writeOne();
    }

    await().untilAsserted(() -> assertThat(sent).hasValue(FRAMES));
    assertThat(batches).hasValueLessThan(FRAMES / 10);
  }

  @Test
  void sendsAtOnceForWhoeverWantsToKnow() {
    broken.set(true);

    assertThatThrownBy(() -> frames.flush((done, why) -> {})).hasMessage("broken pipe");
  }

  @Test
  void tellsWhoeverWritesNextWhyItFailed() {
    broken.set(true);

    writeOne();

    await()
        .untilAsserted(
            () -> assertThatThrownBy(this::writeOne).hasMessageContaining("broken pipe"));
    assertThat(closed).as("closed before all that came is read").isFalse();
  }

  @Test
  void endsItsThreadWhenItIsClosed() {
    writeOne();
    frames.close();

    await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::isSender));
  }

  private boolean isSender(Thread thread) {
    return thread.getName().equals("frames");
  }

  @Test
  void closesTheSocketWithItself() {
    frames.close();

    assertThat(closed).isTrue();
  }
}
