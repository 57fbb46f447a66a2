package payments.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.server.message.AMQMessageHeader;
import org.apache.qpid.server.message.MessageReference;
import org.apache.qpid.server.message.ServerMessage;
import org.junit.jupiter.api.Test;

/** What becomes of a message whose time has come. */
class DelayLineTest {

  @Test
  void anErrorReachesWhoEndsTheProcess() throws Exception {
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    Error failure = new OutOfMemoryError("a test's");
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
    try {
      DelayLine line =
          new DelayLine(
              null,
              due -> {
                throw failure;
              });

      line.enqueue(message(), null, null);

      assertThat(reported.get(10, TimeUnit.SECONDS)).isSameAs(failure);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** Returns a message that can be held and has one header value, a delay of 1 ms. */
  private static ServerMessage<?> message() {
    Object header = answering(AMQMessageHeader.class, 1);
    Object reference = answering(MessageReference.class, null);
    return (ServerMessage<?>)
        Proxy.newProxyInstance(
            DelayLineTest.class.getClassLoader(),
            new Class<?>[] {ServerMessage.class},
            (proxy, method, given) -> method.getName().equals("newReference") ? reference : header);
  }

  private static Object answering(Class<?> type, Object answer) {
    return Proxy.newProxyInstance(
        DelayLineTest.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, given) ->
            switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == given[0];
              default -> answer;
            });
  }
}
