package payments.consumer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {
  private final Memory memory = new Memory();

  private void write(int session, long number) {
    memory.written.put(
        number,
        new Memory.Written(
            session, new Publication.DecisionMark(Payments.key(number), Decision.GIVEN_UP)));
  }

  @Test
  void sessionsAreCounted() {
    assertThat(memory.begin()).isEqualTo(1);
    assertThat(memory.begin()).isEqualTo(2);
  }

  @Test
  void whatWasWrittenIsExpectedUntilItCanNoMoreCount() {
    write(memory.begin(), 1);
    write(1, 2);
    memory.decisions.add(Payments.key(1), Decision.PROCESSED, 0, 0, 0);

    memory.begin();
    assertThat(memory.expects(1)).as("of the session before").isTrue();
    memory.begin();

    assertThat(memory.expects(1)).as("decided otherwise").isFalse();
    assertThat(memory.expects(2)).as("not decided").isTrue();
  }

  @Test
  void isCompleteOnceItIsToldSo() {
    assertThat(memory.isComplete()).isFalse();

    memory.complete();

    assertThat(memory.isComplete()).isTrue();
  }
}
