package payments.consumer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import payments.common.ReportedException;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;
import payments.consumer.event.Event.Processed.Cause;
import payments.consumer.metrics.Ready;
import payments.consumer.metrics.RememberedPayment;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

@Timeout(60)
class HttpServiceTest {
  private static final Instant SEEN = Instant.parse("2026-11-25T10:00:00Z");

  private static final Duration LONGEST_ANSWER = Duration.ofMillis(1_500);

  private volatile State state = State.of("no connection to the broker", 0);
  private final HttpService service = start(0);
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpService start(int port) {
    Tally tally =
        new Tally(
            new RetrySchedule(Duration.ofSeconds(1), Duration.ofSeconds(60)),
            List.of("malformed"),
            List.of());
    return new HttpService(
        new HttpAddress("127.0.0.1", port), tally, () -> state, "1.2.3", LONGEST_ANSWER);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
  }

  /** Sends what no decent client would, and returns what comes back. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", service.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void isReadyOnlyWithoutAReasonNotTo() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("no connection to the broker\n");

    state = Ready.with();

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void isLiveWhateverTheBrokerDoes() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetrics() throws Exception {
    Instant now = Instant.now();
    service.accept(now, new Event.Postponed(1, 2, 1, Duration.ofSeconds(60)));

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("\npayments_waiting 1.0\n")
        .contains("\npayments_processed_total{cause=\"registration\"} 0.0\n")
        .contains("\npayments_dead_letters_total{reason=\"malformed\"} 0.0\n")
        .contains("\njvm_memory_used_bytes{");
  }

  @Test
  void tellsWhatWaitsLongestFirst() throws Exception {
    state = Ready.with(remembered(1, 7, 3), remembered(2, 7, 9), remembered(3, 8, 5));

    assertThat(get("/waiting").body())
        .containsSubsequence("\"paymentId\":2", "\"paymentId\":3", "\"paymentId\":1")
        .contains("\"messageId\":\"m-1\"", "\"attempts\":4", "\"notRemembered\":11");
    assertThat(get("/waiting?client=7").body()).contains("\"paymentId\":2").doesNotContain(":8,");
    assertThat(get("/waiting?payment=3").body()).contains("\"clientId\":8").doesNotContain(":7,");
  }

  /** Each copy of a hundred thousand takes from the consumer's work. */
  @Test
  void requestsOfASecondShareOneList() throws Exception {
    State one = Ready.with(remembered(1, 7, 3));
    AtomicInteger copies = new AtomicInteger();
    state =
        (State)
            Proxy.newProxyInstance(
                State.class.getClassLoader(),
                new Class<?>[] {State.class},
                (proxy, method, arguments) -> {
                  copies.addAndGet(method.getName().equals("waiting") ? 1 : 0);
                  return method.invoke(one, arguments);
                });
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(get("/waiting?client=7").body()).contains("\"paymentId\":1");
      assertThat(get("/waiting?client=8").body()).doesNotContain("\"paymentId\":1");
    }

    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(copies.get()).isBetween(1, (int) seconds + 1);
  }

  @Test
  void tellsHowManyItDoesNotList() throws Exception {
    state =
        Ready.with(
            LongStream.rangeClosed(1, 1_200)
                .mapToObj(id -> remembered(id, id, 1))
                .toArray(RememberedPayment[]::new));

    assertThat(get("/waiting").body()).contains("\"notShown\":200");
  }

  @Test
  void refusesQueriesThatItDoesNotKnow() throws Exception {
    assertThat(get("/waiting?client=x").body()).isEqualTo("client must be a whole number\n");
    assertThat(get("/waiting?who=1").statusCode()).isEqualTo(400);
    assertThat(get("/events?most=0").statusCode()).isEqualTo(400);
  }

  @Test
  void isReadOnly() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/waiting").method("DELETE", HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void refusesRequestsForOtherHosts() throws Exception {
    assertThat(raw("GET /waiting HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(raw("GET /waiting HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.1 4(00|21) .*"); // newer JDKs refuse it by themselves
    assertThat(raw("GET /waiting HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void letsBrowsersRunNothingButThePage() throws Exception {
    HttpResponse<String> page = get("/");

    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .startsWith("default-src 'none'; style-src 'sha256-")
        .contains("script-src 'sha256-", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(page.body()).doesNotContain("style=\"", "onclick=", "src=", "https://");
  }

  @Test
  void replaysTheLastThousandEventsAndThenFollows() throws Exception {
    for (long id = 1; id <= 1_500; id++) {
      service.accept(SEEN, new Event.Registered(id));
    }

    try (Stream<String> lines = events(request("/events"))) {
      Iterator<String> clients = clients(lines);
      assertThat(clients.next()).contains("\"clientId\":501}");
      for (int i = 502; i <= 1_500; i++) {
        assertThat(clients.next()).contains("\"clientId\":" + i + "}");
      }
      service.accept(SEEN, new Event.Registered(4_711));
      assertThat(clients.next()).contains("\"clientId\":4711}");
    }
  }

  @Test
  void goesOnWhereAReaderWas() throws Exception {
    service.accept(SEEN, new Event.Registered(1));
    String id;
    try (Stream<String> lines = events(request("/events"))) {
      id = lines.filter(line -> line.startsWith("id: ")).findFirst().orElseThrow();
    }
    service.accept(SEEN, new Event.Registered(2));

    HttpRequest.Builder again = request("/events").header("Last-Event-ID", id.substring(4));
    try (Stream<String> lines = events(again)) {
      assertThat(clients(lines).next()).contains("\"clientId\":2}");
    }
  }

  private Stream<String> events(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofLines()).body();
  }

  private static Iterator<String> clients(Stream<String> lines) {
    return lines.filter(line -> line.contains("\"registered\"")).iterator();
  }

  @Test
  void cutsOffWhoDoesNotReadAndNeverWaits() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(new InetSocketAddress("127.0.0.1", service.port()));
      write(deaf, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      String text = "x".repeat(2_000);
      Duration longest = Duration.ZERO;
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!get("/metrics").body().contains("payments_http_slow_readers_total 1.0")) {
        assertThat(System.nanoTime()).as("it is cut off").isLessThan(end);
        for (int i = 0; i < 2_000; i++) {
          long before = System.nanoTime();
          service.accept(SEEN, new Event.DeadLettered("q", "malformed", text));
          Duration took = Duration.ofNanos(System.nanoTime() - before);
          longest = took.compareTo(longest) > 0 ? took : longest;
        }
      }
      assertThat(longest).isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void doesNotReadAnEndlessRequest() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", service.port())) {
      write(
          socket,
          "POST /waiting HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n");
      byte[] block = new byte[1 << 20];
      long sent = 0;
      try {
        OutputStream out = socket.getOutputStream();
        while (sent < 1 << 30) {
          out.write(block);
          sent += block.length;
        }
      } catch (IOException e) {
        assertThat(sent).isLessThan(64 << 20);
        return;
      }
    }
    throw new AssertionError("it read a gigabyte");
  }

  @Test
  void refusesHugeHeaders() throws Exception {
    String start = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ";
    try {
      assertThat(raw(start + "x".repeat(1 << 20) + "\r\n\r\n")).doesNotContain("200 OK");
    } catch (IOException e) {
      // Closed while it was sent: as good.
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readersBeyondTheLimitAreToldSo() throws Exception {
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < EventStream.MOST_READERS; i++) {
      streams.add(client.send(request("/events").build(), BodyHandlers.ofInputStream()).body());
    }
    assertThat(get("/events").statusCode()).isEqualTo(503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    for (InputStream stream : streams) {
      stream.close();
    }
  }

  @Test
  void saysWhenThePortIsTaken() {
    assertThatThrownBy(() -> start(service.port()).close())
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + service.port() + ": ")
        .hasMessageEndingWith("address already in use");
  }

  @Test
  void tellsCausesOfWhatIsProcessed() throws Exception {
    service.accept(
        Instant.now(),
        new Event.Processed(1, 2, 1, Duration.ofMillis(5), Cause.REGISTRATION, Optional.of(SEEN)));

    assertThat(get("/metrics").body())
        .contains("payments_processed_total{cause=\"registration\"} 1.0");
  }

  private static RememberedPayment remembered(long payment, long of, long secondsAgo) {
    Instant first = SEEN.minusSeconds(secondsAgo);
    return new RememberedPayment(
        payment, of, Optional.of("m-" + payment), first, first.plusSeconds(60), 4);
  }
}
