package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import payments.common.ReportedException;

class ConnectFailureTest {

  private static final Broker BROKER = new Broker("amqp://user:s3cret@rabbit:5673/host", null);

  private static final Exception NO_SUCH_HOST =
      new IOException(
          new ShutdownSignalException(
              true,
              false,
              new AMQP.Connection.Close.Builder().replyCode(530).replyText("NOT_ALLOWED").build(),
              null));

  static Stream<Exception> failures() {
    return Stream.of(
        new UnknownHostException("rabbit"),
        new ConnectException("Connection refused"),
        new AuthenticationFailureException("ACCESS_REFUSED"),
        new PossibleAuthenticationFailureException("ACCESS_REFUSED"),
        new SSLHandshakeException("no subject alternative names"),
        new SSLException("unsupported or unrecognized message"),
        new TimeoutException(),
        new SocketTimeoutException("connect timed out"),
        NO_SUCH_HOST,
        new IOException("broken pipe"),
        new IOException());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureNamesTheBrokerAndACureButNoPassword(Exception failure) {
    ReportedException report = ConnectFailure.of(BROKER, failure);

    assertThat(report).hasMessageContaining("RabbitMQ at rabbit:5673").hasCause(failure);
    assertThat(report.cure()).isNotBlank();
    assertThat(report.getMessage() + report.cure()).doesNotContain("s3cret", "null");
  }

  @Test
  void aRefusedConnectionIsCuredByStartingABroker() {
    ReportedException report =
        ConnectFailure.of(BROKER, new ConnectException("Connection refused (Connection refused)"));

    assertThat(report).hasMessage("cannot connect to RabbitMQ at rabbit:5673: connection refused");
    assertThat(report.cure()).startsWith("start one with `docker compose up -d`");
  }

  @Test
  void aWrongPasswordNamesTheUser() {
    assertThat(ConnectFailure.of(BROKER, new AuthenticationFailureException("ACCESS_REFUSED")))
        .hasMessage("RabbitMQ at rabbit:5673 refuses user user: wrong name or password");
  }

  @Test
  void anExpiredCertificateIsCuredByRenewingIt() {
    Exception expired = new SSLHandshakeException("validity check failed");
    expired.initCause(new CertificateException(new CertificateExpiredException("NotAfter: then")));
    ReportedException report = ConnectFailure.of(BROKER, expired);

    assertThat(report)
        .hasMessage("cannot connect to RabbitMQ at rabbit:5673: TLS: its certificate has expired");
    assertThat(report.cure()).startsWith("renew the broker's certificate");
  }

  @Test
  void anAnswerThatIsNotTlsIsCuredByTheRightPort() {
    SSLException failure = new SSLException("Unsupported or unrecognized SSL message");

    assertThat(ConnectFailure.of(BROKER, failure).cure()).startsWith("check host and port");
  }

  @Test
  void aMissingVirtualHostIsCuredByMakingIt() {
    ReportedException report = ConnectFailure.of(BROKER, NO_SUCH_HOST);

    assertThat(report).hasMessage("RabbitMQ at rabbit:5673 refuses virtual host host: NOT_ALLOWED");
    assertThat(report.cure()).contains("rabbitmqctl add_vhost host");
  }
}
