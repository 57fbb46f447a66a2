package payments.common.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import payments.common.ReportedException;

/**
 * The key store that Java's system properties name. Java reads it by itself only where nothing else
 * of TLS is set.
 */
final class JavaKeyStore {
  private static final String FILE = "javax.net.ssl.keyStore";

  private JavaKeyStore() {}

  static boolean isGiven() {
    return !System.getProperty(FILE, "").isEmpty();
  }

  /**
   * Returns what offers its keys, nothing if there is no such store.
   *
   * @throws ReportedException if it cannot be read
   */
  static KeyManager[] keyManagers() {
    if (!isGiven()) {
      return new KeyManager[0];
    }
    String file = System.getProperty(FILE);
    char[] password = System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
    String type = System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType());
    try (InputStream stored = Files.newInputStream(Path.of(file))) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(stored, password);
      return managers(store, password);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ReportedException(
          "cannot read the key store " + file,
          "see Java's system properties javax.net.ssl.keyStore, keyStorePassword and keyStoreType",
          e);
    }
  }

  static KeyManager[] managers(KeyStore store, char[] password) throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }
}
