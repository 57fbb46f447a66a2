package payments.common.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import payments.common.ReportedException;
import payments.common.amqp.AmqpUri;
import payments.common.amqp.Broker;
import payments.common.amqp.ClientCertificate;
import payments.common.amqp.Trust;

/** The options of all programs that say which broker to connect to. */
public final class BrokerOptions {
  private static final String DEFAULT_URI = "amqp://guest:guest@localhost:5672/%2F";

  private static final Option URI =
      Option.builder()
          .longOpt("uri")
          .hasArg()
          .argName("URI")
          .desc(
              "The broker: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps://… for TLS. Several"
                  + " hosts of a cluster: HOST:PORT,HOST:PORT.\n"
                  + "Others on this machine can read a command line: with a password, use AMQP_URI"
                  + " or --uri-file. Default: AMQP_URI, else guest on localhost.")
          .get();

  private static final Option URI_FILE =
      Option.builder()
          .longOpt("uri-file")
          .hasArg()
          .argName("FILE")
          .desc("A file whose first line is the URI. It is read again for each connection.")
          .get();

  private static final Option CA_CERTIFICATE =
      Option.builder()
          .longOpt("ca-certificate")
          .hasArg()
          .argName("FILE")
          .desc("PEM file of authorities to trust with amqps, besides Java's.")
          .get();

  private static final Option CLIENT_CERTIFICATE =
      Option.builder()
          .longOpt("client-certificate")
          .hasArg()
          .argName("FILE")
          .desc("PEM file of the certificate to show to a broker that wants one, with amqps.")
          .get();

  private static final Option CLIENT_KEY =
      Option.builder()
          .longOpt("client-key")
          .hasArg()
          .argName("FILE")
          .desc("PEM file of its private key: PKCS#8, not encrypted.")
          .get();

  private final Optional<String> uri;
  private final Optional<Path> uriFile;
  private final Optional<Path> caCertificate;
  private final Optional<Path> clientCertificate;
  private final Optional<Path> clientKey;

  /** Reads them from what was given. */
  public BrokerOptions(Arguments given) {
    uri = given.value(URI);
    uriFile = given.path(URI_FILE);
    caCertificate = given.path(CA_CERTIFICATE);
    clientCertificate = given.path(CLIENT_CERTIFICATE);
    clientKey = given.path(CLIENT_KEY);
  }

  /** Returns these options and others. */
  public static List<Option> and(Option... others) {
    List<Option> all =
        new ArrayList<>(List.of(URI, URI_FILE, CA_CERTIFICATE, CLIENT_CERTIFICATE, CLIENT_KEY));
    all.addAll(List.of(others));
    return all;
  }

  /**
   * Returns the broker that the options name.
   *
   * @throws UsageException if they are wrong
   */
  public Broker broker() {
    if (uri.isPresent() && uriFile.isPresent()) {
      throw new UsageException("give --uri or --uri-file, not both");
    }
    AmqpUri first = read();
    if (clientCertificate.isPresent() != clientKey.isPresent()) {
      throw new UsageException("--client-certificate and --client-key go together");
    }
    if (!first.encrypted()) {
      requireNone(caCertificate, CA_CERTIFICATE);
      requireNone(clientCertificate, CLIENT_CERTIFICATE);
    }
    Trust trust =
        new Trust(
            caCertificate,
            clientCertificate.map(file -> new ClientCertificate(file, clientKey.get())));
    if (first.encrypted()) {
      trust.context(); // what cannot be read is said before anything is done
    }
    return new Broker(uriFile.isPresent() ? this::readAgain : () -> first, trust);
  }

  /** Returns the text of the URI as it is now, with its password. */
  public String uri() {
    if (uriFile.isPresent()) {
      return firstLine(uriFile.get());
    }
    return uri.isPresent() ? uri.get() : System.getenv().getOrDefault("AMQP_URI", DEFAULT_URI);
  }

  /** Returns the options about certificates as words for another program. */
  public List<String> certificates() {
    List<String> words = new ArrayList<>();
    caCertificate.ifPresent(file -> words.addAll(word(CA_CERTIFICATE, file)));
    clientCertificate.ifPresent(file -> words.addAll(word(CLIENT_CERTIFICATE, file)));
    clientKey.ifPresent(file -> words.addAll(word(CLIENT_KEY, file)));
    return words;
  }

  private static List<String> word(Option option, Path file) {
    return List.of(Arguments.name(option), file.toString());
  }

  private static void requireNone(Optional<Path> file, Option option) {
    if (file.isPresent()) {
      throw new UsageException(
          Arguments.name(option) + " is for amqps, and the URI of the broker is amqp");
    }
  }

  private AmqpUri read() {
    try {
      return AmqpUri.parse(uri());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          source() + " is not an AMQP URI: " + e.getMessage(),
          "it should look like amqp://USER:PASSWORD@HOST:PORT/VHOST");
    }
  }

  /** Whoever changes the file may be about to mend it. */
  private AmqpUri readAgain() {
    try {
      return read();
    } catch (UsageException e) {
      throw ReportedException.thatMayPass(
          e.getMessage(), e.cure().orElse("see that it is there and may be read"), e);
    }
  }

  private String source() {
    if (uriFile.isPresent()) {
      return "the first line of " + uriFile.get();
    }
    return uri.isPresent() ? "--uri" : "AMQP_URI";
  }

  private static String firstLine(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new UsageException("cannot read --uri-file " + file);
    }
  }
}
