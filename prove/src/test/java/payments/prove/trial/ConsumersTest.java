package payments.prove.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import payments.common.ReportedException;

class ConsumersTest {
  @Test
  void whatAConsumerSaysWhenItFailsIsHandedOn() {
    ReportedException failure =
        Consumers.Member.endedBy(
            1, List.of("connected", "error: queue x is in the way", "  remove it"));

    assertThat(failure).hasMessage("a consumer ended with 1: queue x is in the way");
    assertThat(failure.cure()).isEqualTo("remove it");
  }

  @Test
  void lastLineIsToldOfAConsumerThatSaysNoError() {
    ReportedException failure = Consumers.Member.endedBy(137, List.of("one", "two"));

    assertThat(failure).hasMessage("a consumer ended with 137: two");
  }

  @Test
  void consumerThatSaysNothingHasAnEmptyLog() {
    ReportedException failure = Consumers.Member.endedBy(137, List.of());

    assertThat(failure).hasMessage("a consumer ended with 137: its log is empty");
  }
}
