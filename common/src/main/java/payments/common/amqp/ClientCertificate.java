package payments.common.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import payments.common.ReportedException;

/**
 * Who a program is to a broker that asks for a certificate.
 *
 * @param certificate a PEM file: the certificate, then those of the authorities between
 * @param key a PEM file: its private key as PKCS#8, not encrypted
 */
public record ClientCertificate(Path certificate, Path key) {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----");

  List<Path> files() {
    return List.of(certificate, key);
  }

  /**
   * Returns what shows the certificate and proves that it is one's own.
   *
   * @throws ReportedException if a file cannot be used, with the cure
   */
  KeyManager[] keyManagers() {
    Certificate[] chain = chain();
    PrivateKey privateKey = privateKey(chain[0].getPublicKey());
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      char[] none = new char[0];
      store.setKeyEntry("client", privateKey, none, chain);
      return JavaKeyStore.managers(store, none);
    } catch (IOException | GeneralSecurityException e) {
      throw new ReportedException(
          "cannot use the key %s with the certificate %s".formatted(key, certificate),
          "give --client-certificate and --client-key PEM files that belong together",
          e);
    }
  }

  private Certificate[] chain() {
    try (InputStream pem = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(pem)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new CertificateException("no certificate");
      }
      return chain;
    } catch (IOException | GeneralSecurityException e) {
      throw new ReportedException(
          "cannot read a certificate from %s".formatted(certificate),
          "give --client-certificate a PEM file: -----BEGIN CERTIFICATE----- …",
          e);
    }
  }

  private PrivateKey privateKey(PublicKey belonging) {
    try {
      PrivateKey read =
          KeyFactory.getInstance(belonging.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded()));
      if (!belongTogether(read, belonging)) {
        throw new GeneralSecurityException("another key");
      }
      return read;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ReportedException(
          "the key in %s is not that of the certificate in %s".formatted(key, certificate),
          "give --client-key the private key that the certificate was made for",
          e);
    }
  }

  private byte[] encoded() {
    Matcher pem = KEY.matcher(text());
    if (!pem.find()) {
      throw new ReportedException(
          "there is no private key in %s".formatted(key),
          "give --client-key a PEM file: -----BEGIN PRIVATE KEY----- …");
    }
    if (!pem.group(1).isEmpty()) {
      String file = DeclarationFailure.quoted(key.toString());
      throw new ReportedException(
          "the key in %s is %s, not plain PKCS#8"
              .formatted(key, pem.group(1).startsWith("ENC") ? "encrypted" : "of an older form"),
          "turn it into one with `openssl pkcs8 -topk8 -nocrypt -in %s -out client.key`, and give that"
              .formatted(file));
    }
    return Base64.getMimeDecoder().decode(pem.group(2));
  }

  private String text() {
    try {
      return Files.readString(key, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new ReportedException(
          "cannot read --client-key %s".formatted(key), "see that it is there and may be read", e);
    }
  }

  /** TLS would find out only while it connects, and the broker would tell of a wrong signature. */
  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String name =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm(); // such as Ed25519
        };
    byte[] something = {1, 2, 3};
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(something);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(something);
    return signature.verify(signed);
  }
}
