package payments.common.amqp;

import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * What is wrong about encryption, and the cure.
 *
 * @param why in lower case
 */
record TlsFailure(String why, String cure) {
  private static final String ALERT = "received fatal alert: ";

  /** Returns it, none if something else failed. */
  static Optional<TlsFailure> in(Throwable failure, boolean showedCertificate) {
    return Causes.find(SSLException.class, failure)
        .map(exception -> of(exception, reason(exception), showedCertificate));
  }

  private static TlsFailure of(SSLException exception, String reason, boolean showedCertificate) {
    if (reason.contains(ALERT)) {
      return alert(reason.substring(reason.indexOf(ALERT) + ALERT.length()), showedCertificate);
    }
    if (Causes.find(CertificateExpiredException.class, exception).isPresent()) {
      return new TlsFailure(
          "its certificate has expired",
          "renew the broker's certificate; if it is not that old, set the clock of this machine");
    }
    if (exception instanceof SSLHandshakeException) {
      return new TlsFailure(
          reason,
          "name the authority that signed its certificate with --ca-certificate, and its host as the certificate does");
    }
    return new TlsFailure(reason, ConnectFailure.CHECK_ADDRESS);
  }

  /** The broker's word for what it does not like about this side. */
  private static TlsFailure alert(String alert, boolean showedCertificate) {
    if (showedCertificate) {
      return new TlsFailure(
          "it does not accept the client's certificate: " + alert,
          "see that --client-certificate is valid, and signed by an authority in the broker's ssl_options.cacertfile");
    }
    return alert.equals("certificate_required")
        ? new TlsFailure(
            "it wants a certificate of the client",
            "give --client-certificate and --client-key, PEM files")
        : new TlsFailure(
            "it ended with the alert " + alert,
            "the broker's log says why; if it wants a certificate of the client, give --client-certificate and --client-key");
  }

  private static String reason(SSLException exception) {
    return Failures.reason(exception).toLowerCase(Locale.ROOT);
  }
}
