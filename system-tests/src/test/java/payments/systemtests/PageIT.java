package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live page, in a real browser. */
class PageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LANE = "#race li[data-payment='%d'][data-state='%s']";
  private static final String HEALTH = "#health[data-state='%s']";

  private final EmbeddedTestBroker broker = new EmbeddedTestBroker();
  private final String uri = broker.emptyVirtualHost();
  private Watched watched;
  private Consumer consumer;
  private Wire wire;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    browser = new Browser("en-GB");
    watched = new Watched(Ports.free());
    consumer = Consumer.start(uri, "--http", String.valueOf(watched.port()));
    wire = new Wire(uri);
    browser.resize(1280, 1100);
  }

  @AfterEach
  void end() {
    if (browser != null) {
      browser.close();
      wire.close();
      consumer.close();
    }
    broker.end();
  }

  private void awaitSeen(String selector) {
    await(selector).atMost(PATIENCE).until(() -> !browser.all(selector).isEmpty());
  }

  private static String lane(long payment, String state) {
    return LANE.formatted(payment, state);
  }

  @Test
  void paymentWaitsInALaneThatEndsWhenItsClientRegisters() throws Exception {
    browser.open(watched.address());
    wire.sendPayment(8843, 1);

    awaitSeen(lane(8843, "waiting"));
    assertThat(browser.text(lane(8843, "waiting"))).contains("8843", "client 1", "waits 1.0 s");
    await().atMost(PATIENCE).until(() -> browser.text("#waiting").equals("1"));
    consumer.await("postponed", 3);
    wire.sendClient(1);

    awaitSeen(lane(8843, "through") + "[data-how='at-once']");
    await().atMost(PATIENCE).until(() -> browser.text("#waiting").equals("0"));
    await().atMost(PATIENCE).until(() -> browser.text("#processed").equals("1"));
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void idsOfNineteenDigitsAreShownToTheLast() throws Exception {
    browser.open(watched.address());
    wire.sendPayment(Long.MAX_VALUE, Long.MAX_VALUE - 2);

    awaitSeen(lane(Long.MAX_VALUE, "waiting"));
    assertThat(browser.text(lane(Long.MAX_VALUE, "waiting")))
        .contains("9223372036854775807", "client 9223372036854775805");
  }

  @Test
  void hostileTextIsShownAsText() throws Exception {
    wire.send("payments", "process.payment", null, "<img src=x onerror=document.title='owned'>");
    consumer.await("dead-lettered", 1);

    browser.open(watched.address());

    awaitSeen("#details .detail");
    await().atMost(PATIENCE).until(() -> browser.text("#dead").equals("1"));
    assertThat(browser.text("#details")).contains("malformed, payment-processor");
    assertThat(browser.all("#details img")).isEmpty();
    assertThat(browser.run("return document.title")).isEqualTo("Racing payments");
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void comesBackByItselfAfterTheConsumer() throws Exception {
    browser.open(watched.address());
    awaitSeen(HEALTH.formatted("ready"));
    wire.sendPayment(1, 1);
    awaitSeen(lane(1, "waiting"));

    consumer.kill();
    awaitSeen(HEALTH.formatted("lost"));
    consumer = Consumer.start(uri, "--http", String.valueOf(watched.port()));

    awaitSeen(HEALTH.formatted("ready"));
    awaitSeen(lane(1, "waiting"));
    wire.sendClient(1);
    awaitSeen(lane(1, "through"));
  }

  @Test
  void saysWhyTheConsumerIsNotReady() throws Exception {
    browser.open(watched.address());
    awaitSeen(HEALTH.formatted("ready"));

    broker.end();

    awaitSeen(HEALTH.formatted("not-ready"));
    assertThat(browser.text("#health")).startsWith("Not ready: ");
  }

  @Test
  void fitsWideAndNarrowWindowsAndHasNoBarriers() throws Exception {
    browser.open(watched.address());
    race();
    browser.resize(1200, 820);
    browser.picture("live-page"); // the README's
    for (String scheme : new String[] {"light", "dark"}) {
      browser.prefer(scheme);
      for (int width : new int[] {1280, 390}) {
        browser.resize(width, width == 1280 ? 1100 : 844);
        await().atMost(PATIENCE).until(() -> !browser.text(lane(101, "waiting")).isEmpty());
        browser.picture("page-" + width + "-" + scheme);
        assertThat(browser.isTooWide()).as("%d pixels", width).isFalse();
        assertThat(browser.barriers()).as("%d pixels, %s", width, scheme).isEmpty();
      }
    }
  }

  private void race() throws Exception {
    for (long id = 101; id <= 106; id++) {
      wire.sendPayment(id, id);
    }
    wire.send("payments", "process.payment", null, "no payment");
    consumer.await("postponed", 12);
    wire.sendClient(103);
    for (long id = 107; id <= 109; id++) {
      wire.sendPayment(id, id);
      wire.sendClient(id + 100);
      wire.sendPayment(id + 100, id + 100); // goes straight through
    }
    consumer.await("postponed", 22);
    wire.sendClient(105);
    wire.sendPayment(110, 110);
    consumer.await("postponed", 28);
    wire.sendClient(107);
    wire.sendClient(102);
    for (long id : new long[] {103, 105, 107, 102}) {
      awaitSeen(lane(id, "through") + "[data-how='at-once']");
    }
    awaitSeen(lane(110, "waiting"));
  }

  @Test
  void speaksPortugueseWhereTheBrowserDoes() throws Exception {
    try (Browser other = new Browser("pt-BR")) {
      other.open(watched.address());

      await().atMost(PATIENCE).until(() -> other.text("#health").equals("Pronto"));
      assertThat(other.text("h1")).isEqualTo("Pagamentos em corrida");
      assertThat(other.run("return document.documentElement.lang")).isEqualTo("pt");
    }
  }

  @Test
  void staysAtWorkWithThousandsOfEvents() throws Exception {
    browser.open(watched.address());
    awaitSeen(HEALTH.formatted("ready"));
    for (int i = 1; i <= 20_000; i++) {
      wire.channel()
          .basicPublish("clients", "", null, Wire.client(i).getBytes(StandardCharsets.UTF_8));
    }
    wire.channel().waitForConfirmsOrDie(60_000);

    await().atMost(PATIENCE).until(() -> browser.text("#below").contains("one of "));
    consumer.await("registered", 20_000);
    await().atMost(PATIENCE).until(() -> browser.text("#registered").equals("20,000"));
    assertThat(browser.console()).isEmpty();
  }

  /** As over plain HTTP from elsewhere: only secure pages have a clipboard. */
  @Test
  void commandIsCopiedWithoutAClipboardAsWell() throws Exception {
    browser.open(watched.address());
    browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})");

    browser.all("#copy").get(0).click();

    await().atMost(PATIENCE).until(() -> browser.text("#copy").equals("Copied"));
    assertThat(browser.run("return getSelection().toString()")).asString().contains("dead-letters");
  }

  @Test
  void canBeUsedByKeyboard() throws Exception {
    browser.open(watched.address());
    awaitSeen(HEALTH.formatted("ready"));

    browser.press("\uE004"); // Tab, to the first that can be reached
    assertThat(browser.run("return document.activeElement.id")).isEqualTo("pause");
    browser.press(" ");

    assertThat(browser.all("#pause[aria-pressed='true']")).hasSize(1);
  }
}
