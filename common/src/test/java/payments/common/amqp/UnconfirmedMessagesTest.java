package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Return;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import payments.common.amqp.NotConfirmedException.Reason;
import payments.common.amqp.UnconfirmedMessages.Entry;

class UnconfirmedMessagesTest {

  private final UnconfirmedMessages unconfirmed = new UnconfirmedMessages();
  private final Map<Entry, CompletableFuture<Void>> futures = new HashMap<>();

  private static Message message(String id) {
    return new Message("exchange", "key", true, withId(id), new byte[] {1, 2, 3});
  }

  private static BasicProperties withId(String id) {
    return new BasicProperties.Builder().messageId(id).build();
  }

  private static Return returned(String key, String id, byte... body) {
    return new Return(AMQP.NO_ROUTE, "NO_ROUTE", "exchange", key, withId(id), body);
  }

  private static Return returned(String id) {
    return returned("key", id, (byte) 1, (byte) 2, (byte) 3);
  }

  private Entry add(long number) {
    return add(number, message("message " + number));
  }

  private Entry add(long number, Message message) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    Entry entry =
        unconfirmed.add(
            number,
            message,
            new Confirmation() {
              @Override
              public void confirmed() {
                future.complete(null);
              }

              @Override
              public void failed(NotConfirmedException why) {
                future.completeExceptionally(why);
              }
            });
    futures.put(entry, future);
    return entry;
  }

  private void assertConfirmed(Entry entry) {
    entry.confirm();
    assertThat(futures.get(entry)).isCompleted();
  }

  private void assertReturned(Entry entry) {
    entry.confirm();
    assertThat(futures.get(entry))
        .isCompletedExceptionally()
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .asInstanceOf(type(NotConfirmedException.class))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.RETURNED));
  }

  @Test
  void aSingleConfirmTakesOneMessage() {
    add(1);
    Entry second = add(2);
    add(3);

    assertThat(unconfirmed.take(2, false)).containsExactly(second);
    assertThat(unconfirmed.size()).isEqualTo(2);
  }

  @Test
  void aMultipleConfirmTakesAllUpToItsNumber() {
    Entry first = add(1);
    Entry second = add(2);
    add(3);

    assertThat(unconfirmed.take(2, true)).containsExactly(first, second);
    assertThat(unconfirmed.size()).isEqualTo(1);
  }

  @Test
  void confirmsMayComeOutOfOrder() {
    Entry first = add(1);
    Entry second = add(2);
    Entry third = add(3);

    assertThat(unconfirmed.take(3, false)).containsExactly(third);
    assertThat(unconfirmed.take(1, false)).containsExactly(first);
    assertThat(unconfirmed.take(2, false)).containsExactly(second);
    assertThat(unconfirmed.size()).isZero();
  }

  @Test
  void aMultipleConfirmTakesNothingTwice() {
    Entry first = add(1);
    add(2);
    Entry third = add(3);
    unconfirmed.take(2, false);

    assertThat(unconfirmed.take(3, true)).containsExactly(first, third);
    assertThat(unconfirmed.take(3, true)).isEmpty();
    assertThat(unconfirmed.take(1, false)).isEmpty();
    assertThat(unconfirmed.size()).isZero();
  }

  @Test
  void aConfirmOfAnUnknownNumberTakesNothing() {
    add(1);

    assertThat(unconfirmed.take(7, false)).isEmpty();
    assertThat(unconfirmed.take(0, true)).isEmpty();
    assertThat(unconfirmed.size()).isEqualTo(1);
  }

  @Test
  void takingAllLeavesOutWhatWasTakenBefore() {
    Entry first = add(1);
    add(2);
    Entry third = add(3);
    unconfirmed.take(2, false);

    assertThat(unconfirmed.takeAll()).containsExactly(first, third);
    assertThat(unconfirmed.size()).isZero();
    assertThat(unconfirmed.takeAll()).isEmpty();
  }

  @Test
  void aConfirmedMessageIsSafe() {
    assertConfirmed(add(1));
  }

  @Test
  void aMessageReturnedBeforeItsConfirmIsNotSafe() {
    Entry first = add(1);
    Entry second = add(2);

    unconfirmed.returned(returned("message 2"));

    assertThat(unconfirmed.take(2, true)).containsExactly(first, second);
    assertConfirmed(first);
    assertReturned(second);
  }

  @Test
  void aReturnSaysWhereNoQueueIs() {
    Entry entry = add(1);

    unconfirmed.returned(returned("message 1"));
    entry.confirm();

    assertThat(futures.get(entry).handle((done, failure) -> failure.getMessage()))
        .isCompletedWithValue(
            "no queue takes messages of exchange 'exchange' with routing key 'key'");
  }

  @Test
  void returnsOfEqualMessagesEachMarkOne() {
    List<Entry> entries =
        List.of(add(1, message("same")), add(2, message("same")), add(3, message("same")));

    unconfirmed.returned(returned("same"));
    unconfirmed.returned(returned("same"));

    assertReturned(entries.get(0));
    assertReturned(entries.get(1));
    assertConfirmed(entries.get(2));
  }

  @Test
  void aReturnIsNotForAMessageThatWasTakenBefore() {
    add(1, message("other"));
    add(2, message("same"));
    final Entry third = add(3, message("same"));
    unconfirmed.take(2, false);

    unconfirmed.returned(returned("same"));

    assertReturned(third);
  }

  @Test
  void aMessageWithoutIdIsRecognisedByItsContent() {
    Entry entry = add(1, message(null));

    unconfirmed.returned(returned((String) null));

    assertReturned(entry);
  }

  @Test
  void aReturnOfAnotherMessageMarksNone() {
    Entry entry = add(1);

    unconfirmed.returned(returned("another"));
    unconfirmed.returned(returned("another key", "message 1", (byte) 1, (byte) 2, (byte) 3));
    unconfirmed.returned(returned("key", "message 1", (byte) 1));

    assertConfirmed(entry);
  }

  @Test
  void aFailureSaysWhatCameInsteadOfAConfirm() {
    Entry entry = add(1);

    entry.fail(Reason.REFUSED, "the broker refused it");

    assertThat(futures.get(entry).handle((done, failure) -> failure))
        .isCompletedWithValueMatching(
            failure ->
                failure instanceof NotConfirmedException refused
                    && refused.reason() == Reason.REFUSED
                    && refused.getMessage().equals("the broker refused it"));
  }
}
