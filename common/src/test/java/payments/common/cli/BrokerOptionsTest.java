package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import payments.common.ReportedException;
import payments.common.amqp.Broker;

class BrokerOptionsTest {

  /** A command that has the options. */
  private record Connecting() implements Command {
    @Override
    public String name() {
      return "program";
    }

    @Override
    public List<String> description() {
      return List.of("Connects.");
    }

    @Override
    public List<Option> options() {
      return BrokerOptions.and();
    }

    @Override
    public int run(Arguments given, PrintWriter out) {
      return 0;
    }
  }

  @TempDir private Path folder;

  private static Broker broker(String... arguments) {
    return new BrokerOptions(new ArgumentParser(new Connecting()).parse(arguments)).broker();
  }

  private Path file(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void anotherProgramIsGivenTheSame() {
    String uri = "amqps://user:secret@rabbit/host";
    BrokerOptions options =
        new BrokerOptions(
            new ArgumentParser(new Connecting())
                .parse("--uri", uri, "--ca-certificate", "a.pem", "--client-key", "k.pem"));

    assertThat(options.uri()).isEqualTo(uri);
    assertThat(options.certificates())
        .containsExactly("--ca-certificate", "a.pem", "--client-key", "k.pem");
  }

  @Test
  void theUriSaysWhereTheBrokerIs() {
    assertThat(broker("--uri", "amqp://user:secret@rabbit:5673/host").address())
        .isEqualTo("rabbit:5673");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://user:secret@rabbit:5673/host",
        "  amqp://user:secret@rabbit:5673/host \r\n",
        "amqp://user:secret@rabbit:5673/host\nanother line",
        "\uFEFFamqp://user:secret@rabbit:5673/host\n"
      })
  void theFirstLineOfAFileSaysWhereTheBrokerIs(String content) throws Exception {
    Path file = file("uri", content.getBytes(StandardCharsets.UTF_8));

    assertThat(broker("--uri-file", file.toString()).address()).isEqualTo("rabbit:5673");
  }

  @Test
  void aUriAndAFileAreTooMuch() {
    assertThatThrownBy(() -> broker("--uri", "amqp://rabbit", "--uri-file", "uri"))
        .isInstanceOf(UsageException.class)
        .hasMessage("give --uri or --uri-file, not both");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rabbit", "http://user:secret@rabbit", "amqp://user:secret@rab*bit"})
  void whatIsNoUriIsWrongUsageAndNotRepeated(String uri) {
    assertThatThrownBy(() -> broker("--uri", uri))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--uri is not an AMQP URI: it")
        .hasMessageNotContaining("secret")
        .hasNoCause()
        .satisfies(
            e ->
                assertThat(((UsageException) e).cure())
                    .hasValue("it should look like amqp://USER:PASSWORD@HOST:PORT/VHOST"));
  }

  @Test
  void anEmptyFileIsWrongUsage() throws Exception {
    Path file = file("uri", new byte[0]);

    assertThatThrownBy(() -> broker("--uri-file", file.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("the first line of " + file + " is not an AMQP URI");
  }

  @Test
  void aMissingFileIsWrongUsage() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> broker("--uri-file", missing.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read --uri-file " + missing);
  }

  @Test
  void aFolderForAFileIsWrongUsage() {
    assertThatThrownBy(() -> broker("--uri-file", folder.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read --uri-file " + folder);
  }

  @Test
  void aFileThatIsNotTextIsWrongUsage() throws Exception {
    Path file = file("uri", new byte[] {'a', (byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> broker("--uri-file", file.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read --uri-file " + file);
  }

  @Test
  void whatTheFileSaysAtTheNextConnectionCounts() throws Exception {
    Path file = file("uri", "amqp://127.0.0.1:1".getBytes(StandardCharsets.UTF_8));
    Broker broker = broker("--uri-file", file.toString());
    assertThatThrownBy(() -> broker.connect("test")).hasMessageContaining("127.0.0.1:1:");

    file("uri", "amqp://127.0.0.1:2".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> broker.connect("test")).hasMessageContaining("127.0.0.1:2:");
    assertThat(broker.address()).isEqualTo("127.0.0.1:2");
  }

  @Test
  void aFileThatIsBeingChangedMayBeMendedSoon() throws Exception {
    Path file = file("uri", "amqp://127.0.0.1:1".getBytes(StandardCharsets.UTF_8));
    Broker broker = broker("--uri-file", file.toString());

    Files.delete(file);
    assertMayPass(() -> broker.connect("test"), "cannot read --uri-file " + file);
    file("uri", new byte[0]);
    assertMayPass(() -> broker.connect("test"), "is not an AMQP URI: it is empty");
  }

  private static void assertMayPass(ThrowingCallable call, String what) {
    assertThatThrownBy(call)
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining(what)
        .satisfies(e -> assertThat(((ReportedException) e).mayPass()).isTrue());
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThatThrownBy(() -> broker("--uri", "amqps://rabbit", "--client-certificate", "me.pem"))
        .isInstanceOf(UsageException.class)
        .hasMessage("--client-certificate and --client-key go together");
  }

  @Test
  void aClientCertificateWithoutEncryptionIsWrongUsage() {
    assertThatThrownBy(
            () ->
                broker("--uri", "amqp://rabbit", "--client-certificate", "c", "--client-key", "k"))
        .isInstanceOf(UsageException.class)
        .hasMessage("--client-certificate is for amqps, and the URI of the broker is amqp");
  }

  @Test
  void aCertificateWithoutEncryptionIsWrongUsage() {
    assertThatThrownBy(() -> broker("--uri", "amqp://rabbit", "--ca-certificate", "ca.pem"))
        .isInstanceOf(UsageException.class)
        .hasMessage("--ca-certificate is for amqps, and the URI of the broker is amqp");
  }

  @Test
  void aMissingCertificateIsSaidWithTheCure() {
    assertThatThrownBy(() -> broker("--uri", "amqps://rabbit", "--ca-certificate", "missing.pem"))
        .isInstanceOf(ReportedException.class)
        .hasMessage("cannot read certificates from missing.pem");
  }

  @Test
  void aFileWithoutCertificateIsSaidWithTheCure() throws Exception {
    Path file = file("ca.pem", "-----BEGIN CERTIFICATE-----\nno\n".getBytes());

    assertThatThrownBy(() -> broker("--uri", "amqps://rabbit", "--ca-certificate", "" + file))
        .isInstanceOf(ReportedException.class)
        .hasMessage("cannot read certificates from " + file);
  }

  @Test
  void anEmptyCertificateFileIsSaidWithTheCure() throws Exception {
    Path file = file("ca.pem", new byte[0]);

    assertThatThrownBy(() -> broker("--uri", "amqps://rabbit", "--ca-certificate", "" + file))
        .isInstanceOf(ReportedException.class)
        .hasMessage("cannot read certificates from " + file);
  }
}
