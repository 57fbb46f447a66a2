package payments.common.amqp;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import payments.common.ReportedException;

/** Turns what the client throws when it cannot connect into what the user can do about it. */
final class ConnectFailure {
  static final String CHECK_ADDRESS =
      "check host and port in --uri or AMQP_URI: AMQP is usually on 5672, with TLS (amqps) on 5671";
  private static final String START_ONE =
      "start one with `docker compose up -d`, or try `java -jar embedded-broker/target/embedded-broker.jar`";
  private static final Pattern ENDED = Pattern.compile("(?i).*(reset|broken pipe|closed|abort).*");

  /** The first frame has this at least in every version, besides what the client says of itself. */
  private static final int ROOM_FOR_CREDENTIALS = 3_000;

  private final AmqpUri uri;
  private final boolean showedCertificate;

  /**
   * Prepares to explain.
   *
   * @param showedCertificate whether the broker was shown a certificate if it wanted one
   */
  ConnectFailure(AmqpUri uri, boolean showedCertificate) {
    this.uri = uri;
    this.showedCertificate = showedCertificate;
  }

  /**
   * Returns what to show when every host failed. What needs a user comes before what may pass, for
   * it is true of all of them as a rule.
   */
  <T> ReportedException of(List<Race.Failed<T>> failures) {
    for (Race.Failed<T> failed : failures) {
      ReportedException report = of(failed.where(), failed.why());
      if (!report.mayPass()) {
        return report;
      }
    }
    Map<String, Exception> firstOfEach = new LinkedHashMap<>();
    failures.forEach(failed -> firstOfEach.putIfAbsent(failed.where(), failed.why()));
    Map<String, Set<String>> alike = new LinkedHashMap<>();
    firstOfEach.forEach(
        (where, why) ->
            alike
                .computeIfAbsent(of("", why).getMessage(), same -> new LinkedHashSet<>())
                .add(where));
    List<ReportedException> reports =
        alike.values().stream()
            .map(places -> of(String.join(", ", places), firstOfEach.get(places.iterator().next())))
            .toList();
    return ReportedException.thatMayPass(
        reports.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
        reports.get(0).cure(),
        reports.get(0).getCause());
  }

  /** Returns what to show of one failure at one place, or the same at several. */
  ReportedException of(String where, Exception failure) {
    if (failure instanceof UnknownHostException) {
      return mayPass(where, "unknown host", "check the host in --uri or AMQP_URI", failure);
    }
    if (failure instanceof ConnectException) {
      return mayPass(where, reason(failure), START_ONE, failure);
    }
    boolean noAnswer =
        failure instanceof TimeoutException || failure instanceof SocketTimeoutException;
    boolean atLogin = failure instanceof PossibleAuthenticationFailureException;
    boolean passwordRefused =
        failure instanceof AuthenticationFailureException
            || atLogin && Refusal.in(failure).filter(why -> !why.meansFault()).isPresent();
    boolean endedAtLogin = atLogin && !passwordRefused;
    if (noAnswer || atLogin) {
      Optional<ReportedException> tooLong = tooLong(where, failure);
      if (tooLong.isPresent()) {
        return tooLong.get();
      }
    }
    if (noAnswer) {
      return mayPass(where, "no answer in time", CHECK_ADDRESS, failure);
    }
    if (endedAtLogin) { // a broker says so if it is the password
      return mayPass(
          where,
          "the connection ended while user %s logged in".formatted(uri.user()),
          "see the broker's log; if it refuses the user, give the right name and password: amqp://USER:PASSWORD@HOST:PORT/VHOST",
          failure);
    }
    if (passwordRefused) {
      return new ReportedException(
          "RabbitMQ at %s refuses user %s: wrong name or password".formatted(where, uri.user()),
          "give both in AMQP_URI: amqp://USER:PASSWORD@HOST:PORT/VHOST",
          failure);
    }
    return Refusal.in(failure)
        .map(refusal -> refused(where, refusal, failure))
        .orElseGet(() -> noBroker(where, failure));
  }

  /** The broker ends such a connection, or says nothing more, as if the password were wrong. */
  private Optional<ReportedException> tooLong(String where, Exception failure) {
    int bytes = (uri.user() + uri.password()).getBytes(StandardCharsets.UTF_8).length;
    return bytes <= ROOM_FOR_CREDENTIALS
        ? Optional.empty()
        : Optional.of(
            new ReportedException(
                "RabbitMQ at %s does not answer to a name and password of %d bytes: its first frame may hold 4096, from 4.3 on 8192"
                    .formatted(where, bytes),
                "take a shorter password, or set initial_frame_max = 65536 in the broker's rabbitmq.conf",
                failure));
  }

  private ReportedException refused(String where, Refusal refusal, Exception failure) {
    String host = DeclarationFailure.quoted(uri.virtualHost());
    String user = DeclarationFailure.quoted(uri.user());
    String permit = "`rabbitmqctl set_permissions -p %s %s '.*' '.*' '.*'`".formatted(host, user);
    String text = refusal.text();
    if (text.contains("user connection limit")) {
      return ReportedException.thatMayPass(
          "RabbitMQ at %s refuses user %s: %s".formatted(where, uri.user(), text),
          "end other connections of that user, or raise the limit with `rabbitmqctl set_user_limits %s '{\"max-connections\": -1}'`"
              .formatted(user),
          failure);
    }
    String message =
        "RabbitMQ at %s refuses virtual host %s: %s".formatted(where, uri.virtualHost(), text);
    if (text.contains("node connection limit")) {
      return ReportedException.thatMayPass(
          message, "end other connections, or raise connection_max in its rabbitmq.conf", failure);
    }
    if (text.contains("connection limit")) {
      return ReportedException.thatMayPass(
          message,
          "end other connections, or " + DeclarationFailure.endOfLimit("max-connections", host),
          failure);
    }
    if (refusal.meansFault() || text.contains("is down")) {
      return ReportedException.thatMayPass(
          message,
          "wait until it has started; otherwise its log says what is wrong, and `rabbitmqctl restart_vhost -p %s` may help"
              .formatted(host),
          failure);
    }
    return new ReportedException(
        message,
        text.contains("access to vhost")
            ? "let that user in with " + permit
            : "make it with `rabbitmqctl add_vhost %s`, and let user %s in with %s"
                .formatted(host, uri.user(), permit),
        failure);
  }

  private ReportedException noBroker(String where, Exception failure) {
    if (reason(failure).contains("no compatible authentication mechanism")) {
      return new ReportedException(
          "RabbitMQ at %s takes no passwords: %s".formatted(where, Failures.reason(failure)),
          "add auth_mechanisms.plain = PLAIN to its rabbitmq.conf; where it offers EXTERNAL, give --client-certificate and --client-key with amqps",
          failure);
    }
    if (ended(failure)) {
      return mayPass(
          where,
          "it ends the connection at once",
          "behind a load balancer, see that a broker is up; otherwise " + CHECK_ADDRESS,
          failure);
    }
    if (Causes.find(MalformedFrameException.class, failure).isPresent()) {
      return new ReportedException(
          "cannot connect to RabbitMQ at %s: what answers there does not speak AMQP 0-9-1"
              .formatted(where),
          CHECK_ADDRESS,
          failure);
    }
    return TlsFailure.in(failure, showedCertificate)
        .map(
            tls ->
                new ReportedException(
                    "cannot connect to RabbitMQ at %s: TLS: %s".formatted(where, tls.why()),
                    tls.cure(),
                    failure))
        .orElseGet(() -> mayPass(where, reason(failure), CHECK_ADDRESS, failure));
  }

  private static boolean ended(Exception failure) {
    return Causes.find(EOFException.class, failure).isPresent()
        || Causes.find(SocketException.class, failure)
            .filter(ended -> ENDED.matcher(String.valueOf(ended.getMessage())).matches())
            .isPresent();
  }

  private static ReportedException mayPass(
      String where, String why, String cure, Exception failure) {
    return ReportedException.thatMayPass(
        "cannot connect to RabbitMQ at %s: %s".formatted(where, why), cure, failure);
  }

  private static String reason(Exception failure) {
    return Failures.reason(failure)
        .replaceFirst(" \\(Connection refused\\)$", "")
        .toLowerCase(Locale.ROOT);
  }
}
