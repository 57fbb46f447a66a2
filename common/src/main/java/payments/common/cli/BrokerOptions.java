package payments.common.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import payments.common.amqp.Broker;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of both programs that say which broker to connect to. */
public final class BrokerOptions {
  private static final String DEFAULT_URI = "amqp://guest:guest@localhost:5672/%2F";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = {
        "The broker: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps://… for TLS.",
        "Others on this machine can read a command line: with a password, use AMQP_URI or"
            + " --uri-file. Default: AMQP_URI, else guest on localhost."
      })
  private String uri;

  @Option(
      names = "--uri-file",
      paramLabel = "FILE",
      description = "A file whose first line is the URI.")
  private Path uriFile;

  @Option(
      names = "--ca-certificate",
      paramLabel = "FILE",
      description = "PEM file of authorities to trust with amqps, besides Java's.")
  private Path caCertificate;

  /**
   * Returns the broker that the options name.
   *
   * @throws ParameterException if they are wrong
   */
  public Broker broker() {
    if (uri != null && uriFile != null) {
      throw new ParameterException(command.commandLine(), "give --uri or --uri-file, not both");
    }
    String source = source();
    try {
      Broker broker = new Broker(text(), caCertificate);
      if (caCertificate != null && !broker.encrypted()) {
        throw new ParameterException(
            command.commandLine(),
            "--ca-certificate is for amqps, and the URI of the broker is amqp");
      }
      return broker;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(),
          "%s is not an AMQP URI: it should look like amqp://USER:PASSWORD@HOST:PORT/VHOST"
              .formatted(source));
    }
  }

  private String source() {
    return uriFile != null ? "the first line of " + uriFile : uri != null ? "--uri" : "AMQP_URI";
  }

  private String text() {
    if (uriFile != null) {
      return firstLine(uriFile);
    }
    return uri != null ? uri : System.getenv().getOrDefault("AMQP_URI", DEFAULT_URI);
  }

  private String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException | UncheckedIOException e) {
      throw new ParameterException(command.commandLine(), "cannot read --uri-file " + file);
    }
  }
}
