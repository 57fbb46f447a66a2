package payments.common.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import payments.common.ReportedException;

class TrustTest {
  @TempDir private Path folder;

  /** Any authority will do: one that Java trusts. */
  private static String authority() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    X509TrustManager javas = (X509TrustManager) factory.getTrustManagers()[0];
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(
            Base64.getMimeEncoder().encodeToString(javas.getAcceptedIssuers()[0].getEncoded()));
  }

  @Test
  void filesAreReadAgainOnlyWhenTheyHaveChanged() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), authority());
    Trust trust = new Trust(Optional.of(file), Optional.empty());
    SSLContext first = trust.context();

    assertThat(trust.context()).isSameAs(first);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(trust.context()).isNotSameAs(first);
  }

  @Test
  void fileThatIsNoLongerReadableIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), authority());
    Trust trust = new Trust(Optional.of(file), Optional.empty());
    trust.context();

    Files.delete(file);

    assertThatThrownBy(trust::context)
        .isInstanceOf(ReportedException.class)
        .hasMessage("cannot read certificates from " + file);
  }
}
