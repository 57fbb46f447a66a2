package payments.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ExceptionHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FatalExceptionHandlerTest {

  private final List<Throwable> fatal = new ArrayList<>();
  private final ExceptionHandler handler = new FatalExceptionHandler(fatal::add);

  @Test
  void whatOurCallbacksThrowIsFatal() {
    Exception why = new IllegalStateException();

    handler.handleConsumerException(null, why, null, "tag", "handleDelivery");
    handler.handleConfirmListenerException(null, why);
    handler.handleReturnListenerException(null, why);
    handler.handleBlockedListenerException(null, why);

    assertThat(fatal).containsExactly(why, why, why, why);
  }

  @Test
  void aLostConnectionIsNotFatal() {
    handler.handleUnexpectedConnectionDriverException(null, new IOException("broken pipe"));

    assertThat(fatal).isEmpty();
  }

  /** It would come again by the next connection. */
  @Test
  void messageThatDoesNotFitIntoMemoryIsFatal() {
    OutOfMemoryError why = new OutOfMemoryError("Java heap space");

    handler.handleUnexpectedConnectionDriverException(null, why);

    assertThat(fatal).containsExactly(why);
  }
}
