package payments.common.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import payments.common.ReportedException;

/** Whom to trust on an encrypted connection: the authorities that Java trusts, and one's own. */
final class Trust {
  private Trust() {}

  /**
   * Returns a TLS context.
   *
   * @param caCertificate a PEM file of further authorities, null for none
   * @throws ReportedException if the file holds none that can be read
   */
  static SSLContext in(Path caCertificate) {
    try {
      if (caCertificate == null) {
        return SSLContext.getDefault();
      }
      KeyStore store = javasAuthorities();
      addAll(caCertificate, store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ReportedException(
          "cannot read certificates from %s".formatted(caCertificate),
          "give --ca-certificate a PEM file: -----BEGIN CERTIFICATE----- …",
          e);
    }
  }

  private static KeyStore javasAuthorities() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager javas) {
        for (X509Certificate authority : javas.getAcceptedIssuers()) {
          store.setCertificateEntry("java-" + store.size(), authority);
        }
      }
    }
    return store;
  }

  private static void addAll(Path file, KeyStore store)
      throws GeneralSecurityException, IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (authorities.isEmpty()) {
        throw new CertificateException("no certificate in " + file);
      }
      for (Certificate authority : authorities) {
        store.setCertificateEntry("own-" + store.size(), authority);
      }
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
