package payments.common.amqp;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import payments.common.ReportedException;

/** Turns what the client throws when it cannot connect into what the user can do about it. */
final class ConnectFailure {
  private static final String START_ONE =
      "start one with `docker compose up -d`, or try `java -jar embedded-broker/target/embedded-broker.jar`";
  private static final String CHECK_ADDRESS =
      "check host and port in --uri or AMQP_URI: AMQP is usually on 5672, with TLS (amqps) on 5671";

  private ConnectFailure() {}

  static ReportedException of(Broker broker, Exception failure) {
    String where = broker.address();
    if (failure instanceof UnknownHostException) {
      return report(broker, "unknown host", "check the host in --uri or AMQP_URI", failure);
    }
    if (failure instanceof ConnectException) {
      return report(broker, reason(failure), START_ONE, failure);
    }
    if (failure instanceof AuthenticationFailureException
        || failure instanceof PossibleAuthenticationFailureException) {
      return new ReportedException(
          "RabbitMQ at %s refuses user %s: wrong name or password".formatted(where, broker.user()),
          "give both in AMQP_URI: amqp://USER:PASSWORD@HOST:PORT/VHOST",
          failure);
    }
    if (failure instanceof SSLHandshakeException) {
      return handshakeFailed(broker, failure);
    }
    if (failure instanceof SSLException) {
      return report(broker, "TLS: " + reason(failure), CHECK_ADDRESS, failure);
    }
    if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
      return report(broker, "no answer in time", CHECK_ADDRESS, failure);
    }
    return Refusal.in(failure)
        .map(refusal -> refused(broker, refusal, failure))
        .orElseGet(() -> report(broker, reason(failure), CHECK_ADDRESS, failure));
  }

  private static ReportedException handshakeFailed(Broker broker, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return report(
            broker,
            "TLS: its certificate has expired",
            "renew the broker's certificate; if it is not that old, set the clock of this machine",
            failure);
      }
    }
    return report(
        broker,
        "TLS: " + reason(failure),
        "name the authority that signed its certificate with --ca-certificate, and its host as the certificate does",
        failure);
  }

  private static ReportedException refused(Broker broker, Refusal refusal, Exception failure) {
    return new ReportedException(
        "RabbitMQ at %s refuses virtual host %s: %s"
            .formatted(broker.address(), broker.virtualHost(), refusal.text()),
        "make it with `rabbitmqctl add_vhost %s`, and let user %s in with `rabbitmqctl set_permissions -p %s %s '.*' '.*' '.*'`"
            .formatted(broker.virtualHost(), broker.user(), broker.virtualHost(), broker.user()),
        failure);
  }

  private static ReportedException report(
      Broker broker, String why, String cure, Exception failure) {
    return ReportedException.thatMayPass(
        "cannot connect to RabbitMQ at %s: %s".formatted(broker.address(), why), cure, failure);
  }

  private static String reason(Exception failure) {
    Throwable root = failure;
    while (root.getMessage() == null && root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return text.replaceFirst(" \\(Connection refused\\)$", "").toLowerCase(java.util.Locale.ROOT);
  }
}
