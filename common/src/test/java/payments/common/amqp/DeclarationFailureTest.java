package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import payments.common.ReportedException;

class DeclarationFailureTest {
  private static final Broker BROKER = new Broker("amqp://user:secret@rabbit/my%20host", null);
  private static final Declarer.Item QUEUE =
      new Declarer.Item(Declarer.Item.Kind.QUEUE, "dead-letters");
  private static final Declarer.Item EXCHANGE =
      new Declarer.Item(Declarer.Item.Kind.EXCHANGE, "payments");

  private static String cure(Declarer.Item item, int code, String text) {
    ReportedException failure = DeclarationFailure.refused(item, new Refusal(code, text), BROKER);
    assertThat(failure.mayPass()).isFalse();
    assertThat(failure.cure()).doesNotContain("secret");
    return failure.cure();
  }

  @Test
  void namesTheCommandThatRemovesQueue() {
    assertThat(cure(QUEUE, 406, "inequivalent arg"))
        .contains("rabbitmqctl delete_queue -p 'my host' dead-letters");
  }

  @Test
  void namesTheCommandThatRemovesExchange() {
    assertThat(cure(EXCHANGE, 406, "inequivalent arg"))
        .contains("rabbit_misc:r(<<\"my host\"/utf8>>, exchange, <<\"payments\">>)");
  }

  @Test
  void tellsPermissionsFlagsAndLimitsApart() {
    assertThat(cure(QUEUE, 403, "ACCESS_REFUSED")).contains("list_user_permissions user");
    assertThat(cure(QUEUE, 541, "feature flag is disabled")).contains("enable_feature_flag all");
    assertThat(
            cure(QUEUE, 406, "cannot declare queue 'a': queue limit in vhost 'b' (2) is reached"))
        .contains("set_vhost_limits -p 'my host'");
    assertThat(cure(QUEUE, 405, "RESOURCE_LOCKED - cannot obtain exclusive access"))
        .contains("list_queues -p 'my host' name owner_pid");
  }

  @Test
  void faultOfTheBrokerMayPass() {
    ReportedException fault =
        DeclarationFailure.fault(QUEUE, new Refusal(541, "INTERNAL_ERROR"), BROKER, null);

    assertThat(fault.mayPass()).isTrue();
    assertThat(fault.cure()).contains("its log");
  }

  @Test
  void silenceMayPassAndNamesTheQueue() {
    ReportedException silence =
        DeclarationFailure.lost(QUEUE, BROKER, new IOException((String) null));

    assertThat(silence.mayPass()).isTrue();
    assertThat(silence).hasMessageContaining("queue dead-letters").hasMessageNotContaining("null");
  }

  @Test
  void wordsAreQuotedAsTheShellNeedsThem() {
    assertThat(DeclarationFailure.quoted("/")).isEqualTo("/");
    assertThat(DeclarationFailure.quoted("a b")).isEqualTo("'a b'");
    assertThat(DeclarationFailure.quoted("it's")).isEqualTo("'it'\\''s'");
  }
}
