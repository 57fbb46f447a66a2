package payments.systemtests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates made by the JDK's keytool, with their keys in one key store. */
final class Certificates {
  private static final String STORE_PASSWORD = "changeit";

  static final List<String> ELLIPTIC = List.of("-keyalg", "EC", "-groupname", "secp256r1");
  static final List<String> RSA = List.of("-keyalg", "RSA", "-keysize", "2048");

  private final Path folder;
  private final Path store;

  /** There are none yet. */
  Certificates(Path folder) {
    this.folder = folder;
    store = folder.resolve("keys.p12");
  }

  void addAuthority(String name) throws IOException, InterruptedException {
    generate(name, ELLIPTIC, "-ext", "bc:critical=ca:true", "-validity", "2");
  }

  /**
   * Adds the certificate of a server.
   *
   * @param hosts its alternative names, as keytool writes them
   * @param validity options that say from when on and for how long
   */
  void addServer(String name, String authority, String hosts, String... validity)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-signer", authority, "-ext", "san=" + hosts));
    options.addAll(List.of(validity));
    generate(name, ELLIPTIC, options.toArray(String[]::new));
  }

  /**
   * Adds the certificate of a client.
   *
   * @param key RSA or ELLIPTIC
   */
  void addClient(String name, String authority, List<String> key)
      throws IOException, InterruptedException {
    generate(name, key, "-signer", authority, "-validity", "2");
  }

  private void generate(String name, List<String> key, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=localhost,O=" + name));
    command.addAll(key);
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", STORE_PASSWORD));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  /** Returns a certificate as PEM. */
  String certificate(String name) throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", open().getCertificate(name).getEncoded());
  }

  /** Returns a certificate's private key as PEM. */
  String key(String name) throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", open().getKey(name, STORE_PASSWORD.toCharArray()).getEncoded());
  }

  /** Returns a PEM file of a certificate. */
  String file(String name) throws IOException, GeneralSecurityException {
    return Files.writeString(folder.resolve(name + ".pem"), certificate(name)).toString();
  }

  /** Returns a PEM file of a certificate's private key. */
  String keyFile(String name) throws IOException, GeneralSecurityException {
    return Files.writeString(folder.resolve(name + ".key"), key(name)).toString();
  }

  /** Returns what makes Java show a certificate: a key store of its own has no others. */
  String javaOptions(String name) throws IOException, GeneralSecurityException {
    Path own = folder.resolve(name + ".p12");
    char[] password = STORE_PASSWORD.toCharArray();
    KeyStore only = KeyStore.getInstance("PKCS12");
    only.load(null, password);
    only.setKeyEntry(
        name, open().getKey(name, password), password, open().getCertificateChain(name));
    try (OutputStream out = Files.newOutputStream(own)) {
      only.store(out, password);
    }
    return "-Djavax.net.ssl.keyStore=%s -Djavax.net.ssl.keyStorePassword=%s"
        .formatted(own, STORE_PASSWORD);
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
  }

  private static String pem(String kind, byte[] content) {
    String text = Base64.getMimeEncoder().encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text);
  }
}
