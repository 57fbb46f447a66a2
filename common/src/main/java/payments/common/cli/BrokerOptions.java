package payments.common.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import payments.common.amqp.Broker;

/** The options of both programs that say which broker to connect to. */
public final class BrokerOptions {
  private static final String DEFAULT_URI = "amqp://guest:guest@localhost:5672/%2F";

  private static final Option URI =
      Option.builder()
          .longOpt("uri")
          .hasArg()
          .argName("URI")
          .desc(
              "The broker: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps://… for TLS.\n"
                  + "Others on this machine can read a command line: with a password, use AMQP_URI"
                  + " or --uri-file. Default: AMQP_URI, else guest on localhost.")
          .get();

  private static final Option URI_FILE =
      Option.builder()
          .longOpt("uri-file")
          .hasArg()
          .argName("FILE")
          .desc("A file whose first line is the URI.")
          .get();

  private static final Option CA_CERTIFICATE =
      Option.builder()
          .longOpt("ca-certificate")
          .hasArg()
          .argName("FILE")
          .desc("PEM file of authorities to trust with amqps, besides Java's.")
          .get();

  private final Optional<String> uri;
  private final Optional<Path> uriFile;
  private final Optional<Path> caCertificate;

  /** Reads them from what was given. */
  public BrokerOptions(Arguments given) {
    uri = given.value(URI);
    uriFile = given.path(URI_FILE);
    caCertificate = given.path(CA_CERTIFICATE);
  }

  /** Returns these options and others. */
  public static List<Option> and(Option... others) {
    List<Option> all = new ArrayList<>(List.of(URI, URI_FILE, CA_CERTIFICATE));
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
    try {
      Broker broker = new Broker(text(), caCertificate.orElse(null));
      if (caCertificate.isPresent() && !broker.encrypted()) {
        throw new UsageException(
            "--ca-certificate is for amqps, and the URI of the broker is amqp");
      }
      return broker;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          source()
              + " is not an AMQP URI: it should look like amqp://USER:PASSWORD@HOST:PORT/VHOST");
    }
  }

  private String source() {
    if (uriFile.isPresent()) {
      return "the first line of " + uriFile.get();
    }
    return uri.isPresent() ? "--uri" : "AMQP_URI";
  }

  private String text() {
    if (uriFile.isPresent()) {
      return firstLine(uriFile.get());
    }
    return uri.isPresent() ? uri.get() : System.getenv().getOrDefault("AMQP_URI", DEFAULT_URI);
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
