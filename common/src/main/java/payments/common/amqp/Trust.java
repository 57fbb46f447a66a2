package payments.common.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import payments.common.ReportedException;

/**
 * Whom to trust on an encrypted connection, the authorities that Java trusts and one's own, and
 * what to show of oneself. Files are read again when they have changed: certificates are renewed
 * while programs run.
 */
public final class Trust {
  private final Optional<Path> authorities;
  private final Optional<ClientCertificate> own;
  private List<FileTime> lastRead = List.of();
  private SSLContext context;

  /**
   * Takes the files; none is read yet.
   *
   * @param authorities a PEM file of those to trust besides Java's
   * @param own what a broker that asks for it is shown; where there is none, what Java's system
   *     properties of a key store say
   */
  public Trust(Optional<Path> authorities, Optional<ClientCertificate> own) {
    this.authorities = authorities;
    this.own = own;
  }

  /** Whether there is anything to show to a broker that wants to know who connects. */
  boolean showsCertificate() {
    return own.isPresent() || JavaKeyStore.isGiven();
  }

  /**
   * Returns a TLS context for the files as they are now.
   *
   * @throws ReportedException if one cannot be read
   */
  public synchronized SSLContext context() {
    List<FileTime> changed = changed();
    if (context == null || !changed.equals(lastRead)) {
      context = read();
      lastRead = changed;
    }
    return context;
  }

  private List<FileTime> changed() {
    List<Path> files = new ArrayList<>();
    authorities.ifPresent(files::add);
    own.ifPresent(certificate -> files.addAll(certificate.files()));
    List<FileTime> times = new ArrayList<>();
    for (Path file : files) {
      try {
        times.add(Files.getLastModifiedTime(file));
      } catch (IOException e) {
        times.add(FileTime.fromMillis(0)); // reading tells
      }
    }
    return times;
  }

  private SSLContext read() {
    try {
      if (authorities.isEmpty() && own.isEmpty()) {
        return SSLContext.getDefault();
      }
      KeyManager[] keys = own.isPresent() ? own.get().keyManagers() : JavaKeyStore.keyManagers();
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys, authorities.isPresent() ? trusted(authorities.get()) : null, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new ReportedException(
          "cannot prepare encryption: %s".formatted(Failures.reason(e)),
          "see Java's system properties javax.net.ssl.*",
          e);
    }
  }

  private static TrustManager[] trusted(Path file) {
    try {
      KeyStore store = javasAuthorities();
      addAll(file, store);
      return managers(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new ReportedException(
          "cannot read certificates from %s".formatted(file),
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
