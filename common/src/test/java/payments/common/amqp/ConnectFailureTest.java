package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.ReportedException;

class ConnectFailureTest {
  private static final AmqpUri URI = AmqpUri.parse("amqp://a%20user:s3cret@rabbit:5673,b/a%20host");

  private static final Exception NO_SUCH_HOST =
      refusal(530, "NOT_ALLOWED - vhost a host not found");

  private static Exception refusal(int code, String text) {
    return new IOException(
        new ShutdownSignalException(
            true,
            false,
            new AMQP.Connection.Close.Builder().replyCode(code).replyText(text).build(),
            null));
  }

  /** As the client wraps what ends a connection that is not open yet. */
  private static Exception ended(Throwable by) {
    ShutdownSignalException signal = new ShutdownSignalException(true, false, null, null);
    signal.initCause(by);
    return new IOException(signal);
  }

  private static ReportedException report(Exception failure) {
    return new ConnectFailure(URI, false).of("rabbit:5673", failure);
  }

  static Stream<Exception> passing() {
    return Stream.of(
        new UnknownHostException("rabbit"),
        new ConnectException("Connection refused"),
        new NoRouteToHostException("No route to host"),
        new TimeoutException(),
        new SocketTimeoutException("connect timed out"),
        ended(new EOFException()),
        ended(new SocketException("Connection reset")),
        ended(
            new SSLHandshakeException("Remote host terminated the handshake") {
              private static final long serialVersionUID = 1;

              @Override
              public synchronized Throwable getCause() {
                return new EOFException();
              }
            }),
        refusal(320, "CONNECTION_FORCED - shutting down"),
        new PossibleAuthenticationFailureException("the connection was lost"),
        new PossibleAuthenticationFailureException(refusal(320, "CONNECTION_FORCED - bye")),
        refusal(530, "NOT_ALLOWED - access to vhost 'a host' refused: vhost 'a host' is down"),
        refusal(530, "NOT_ALLOWED - connection refused: user connection limit (0) is reached"),
        refusal(530, "NOT_ALLOWED - access to vhost refused: connection limit (0) is reached"),
        new IOException("broken pipe"),
        new IOException());
  }

  static Stream<Exception> lasting() {
    return Stream.of(
        new AuthenticationFailureException("ACCESS_REFUSED"),
        new PossibleAuthenticationFailureException(refusal(530, "not allowed")),
        new IOException("No compatible authentication mechanism found - server offered [EXTERNAL]"),
        new SSLHandshakeException("no subject alternative names"),
        new SSLException("unsupported or unrecognized message"),
        ended(new SSLHandshakeException("Received fatal alert: certificate_required")),
        ended(new MalformedFrameException("Frame size is invalid (758263352)")),
        refusal(530, "NOT_ALLOWED - access to vhost 'a host' refused for user 'a user'"),
        NO_SUCH_HOST);
  }

  @ParameterizedTest
  @MethodSource({"passing", "lasting"})
  void everyFailureNamesTheHostAndACureButNoPassword(Exception failure) {
    ReportedException report = report(failure);

    assertThat(report).hasMessageContaining("RabbitMQ at rabbit:5673").hasCause(failure);
    assertThat(report.getMessage()).doesNotContain("\n").doesNotEndWith(".");
    assertThat(report.cure()).isNotBlank();
    assertThat(report.getMessage() + report.cure()).doesNotContain("s3cret", "null", "Exception");
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatNobodyNeedsToMendMayPass(Exception failure) {
    assertThat(report(failure).mayPass()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatAUserHasToMendDoesNotPass(Exception failure) {
    assertThat(report(failure).mayPass()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vhost a host not found | rabbitmqctl add_vhost 'a host'",
        "vhost a host not found | rabbitmqctl set_permissions -p 'a host' 'a user' '.*' '.*' '.*'",
        "access to vhost 'a host' refused for user 'a user' | let that user in with `rabbitmqctl set_permissions -p 'a host' 'a user'",
        "access to vhost 'a host' refused for user 'a user': connection limit (0) is reached | rabbitmqctl set_vhost_limits -p 'a host'",
        "connection refused for user 'a user': user connection limit (0) is reached | rabbitmqctl set_user_limits 'a user'",
        "connection refused: node connection limit (0) is reached | connection_max",
        "access to vhost 'a host' refused: vhost 'a host' is down | restart_vhost -p 'a host'",
      })
  void eachRefusalHasItsCureThatAShellTakes(String text, String cure) {
    assertThat(report(refusal(530, "NOT_ALLOWED - " + text)).cure())
        .contains(cure.replace("''", "'"));
  }

  @Test
  void refusedConnectionIsCuredByStartingABroker() {
    ReportedException report =
        report(new ConnectException("Connection refused (Connection refused)"));

    assertThat(report).hasMessage("cannot connect to RabbitMQ at rabbit:5673: connection refused");
    assertThat(report.cure()).startsWith("start one with `docker compose up -d`");
  }

  @Test
  void wrongPasswordNamesTheUser() {
    assertThat(report(new AuthenticationFailureException("ACCESS_REFUSED")))
        .hasMessage("RabbitMQ at rabbit:5673 refuses user a user: wrong name or password");
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void passwordTooLongForTheFirstFrameIsNotCalledWrong(Exception failure) {
    AmqpUri longOne = AmqpUri.parse("amqp://user:%s@rabbit".formatted("x".repeat(4_000)));

    assertThat(new ConnectFailure(longOne, false).of("rabbit:5672", failure))
        .hasMessageContaining("name and password of 4004 bytes")
        .hasMessageNotContaining("xxx");
  }

  static Stream<Exception> unanswered() {
    return Stream.of(new TimeoutException(), new PossibleAuthenticationFailureException("maybe"));
  }

  @Test
  void expiredCertificateIsCuredByRenewingIt() {
    Exception expired = new SSLHandshakeException("validity check failed");
    expired.initCause(new CertificateException(new CertificateExpiredException("NotAfter: then")));
    ReportedException report = report(expired);

    assertThat(report)
        .hasMessage("cannot connect to RabbitMQ at rabbit:5673: TLS: its certificate has expired");
    assertThat(report.cure()).startsWith("renew the broker's certificate");
  }

  @Test
  void wantedCertificateIsCuredByTheOptions() {
    Exception alert =
        ended(new SSLHandshakeException("Received fatal alert: certificate_required"));

    assertThat(report(alert))
        .hasMessageEndingWith("TLS: it wants a certificate of the client")
        .satisfies(e -> assertThat(e.cure()).contains("--client-key"));
  }

  @Test
  void refusedCertificateIsTold() {
    Exception alert = ended(new SSLHandshakeException("Received fatal alert: unknown_ca"));

    assertThat(new ConnectFailure(URI, true).of("rabbit:5673", alert))
        .hasMessageEndingWith("it does not accept the client's certificate: unknown_ca");
  }

  @Test
  void answerThatIsNotTlsIsCuredByTheRightPort() {
    assertThat(report(new SSLException("Unsupported or unrecognized SSL message")).cure())
        .startsWith("check host and port");
  }

  @Test
  void loadBalancerWithoutABackEndIsNamed() {
    assertThat(report(ended(new EOFException())))
        .hasMessageEndingWith("rabbit:5673: it ends the connection at once");
    assertThat(report(ended(new EOFException())).cure()).contains("behind a load balancer");
  }

  private static ReportedException all(Object... placesAndFailures) {
    List<Race.Failed<String>> failures = new ArrayList<>();
    for (int i = 0; i < placesAndFailures.length; i += 2) {
      failures.add(
          new Race.Failed<>((String) placesAndFailures[i], (Exception) placesAndFailures[i + 1]));
    }
    return new ConnectFailure(URI, false).of(failures);
  }

  @Test
  void hostsThatFailAlikeAreNamedTogether() {
    assertThat(
            all(
                "a:5672", new ConnectException("Connection refused"),
                "b:5672", new ConnectException("Connection refused"),
                "c:5672", new TimeoutException()))
        .hasMessage(
            "cannot connect to RabbitMQ at a:5672, b:5672: connection refused; cannot connect to RabbitMQ at c:5672: no answer in time")
        .satisfies(e -> assertThat(e.mayPass()).isTrue());
  }

  @Test
  void twoAddressesOfALocalHostAreOnePlace() {
    assertThat(
            all(
                "localhost:5672", new ConnectException("Connection refused"),
                "localhost:5672", new ConnectException("Cannot assign requested address")))
        .hasMessage("cannot connect to RabbitMQ at localhost:5672: connection refused");
  }

  @Test
  void whatAUserHasToMendIsToldBeforeWhatMayPass() {
    assertThat(
            all(
                "a:5672", new ConnectException("Connection refused"),
                "b:5672", new AuthenticationFailureException("ACCESS_REFUSED")))
        .hasMessage("RabbitMQ at b:5672 refuses user a user: wrong name or password");
  }
}
