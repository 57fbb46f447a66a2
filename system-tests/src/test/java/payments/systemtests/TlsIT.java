package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encrypted connections: whom both programs trust, and that they keep the password to themselves.
 */
class TlsIT {
  private static final String USER = "tls";
  private static final String SECRET = "s3cret";
  private static final String PASSWORD = SECRET + "/p@ss";
  private static final String PASSWORD_IN_URI = SECRET + "%2Fp%40ss";
  private static final String CREDENTIALS = USER + ":" + PASSWORD_IN_URI + "@";
  private static final String THIS_HOST = "dns:localhost,ip:127.0.0.1";

  @TempDir private static Path folder;
  private static Certificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new Certificates(folder);
    certificates.addAuthority("authority");
    certificates.addAuthority("stranger");
    certificates.addServer("right", "authority", THIS_HOST, "-validity", "2");
    certificates.addServer(
        "elsewhere", "authority", "dns:rabbit.example.com,ip:192.0.2.1", "-validity", "2");
    certificates.addServer(
        "expired", "authority", THIS_HOST, "-startdate", "-20d", "-validity", "10");
    certificates.addClient("elliptic", "authority", Certificates.ELLIPTIC);
    certificates.addClient("rsa", "authority", Certificates.RSA);
    certificates.addClient("unknown", "stranger", Certificates.RSA);
  }

  /** A virtual host of a broker that presents a certificate. */
  private record Place(RabbitMqTestBroker broker, String plain) {
    static Place on(Brokers.Setting setting, String certificate) throws Exception {
      RabbitMqTestBroker broker = setting.rabbitMq();
      broker.present(certificates.certificate(certificate), certificates.key(certificate));
      Place place = new Place(broker, setting.uri());
      broker.addUser(USER, PASSWORD, place.plain);
      return place;
    }

    static Place presenting(String certificate) throws Exception {
      return on(newest(), certificate);
    }

    /** Returns the URI for TLS. */
    String uri() {
      return plainUri()
          .replace("amqp:", "amqps:")
          .replaceFirst("localhost:\\d+", "localhost:" + broker.tlsPort());
    }

    /** Returns the URI without TLS. */
    String plainUri() {
      return plain.replace("guest:guest@", CREDENTIALS);
    }

    void assertUntouched() throws Exception {
      try (Wire wire = new Wire(plain)) {
        assertThatThrownBy(() -> wire.ready("payment-processor"))
            .hasRootCauseMessage(
                "channel error; protocol method: #method<channel.close>(reply-code=404, reply-text=NOT_FOUND - no queue 'payment-processor' in vhost '%s', class-id=50, method-id=10)"
                    .formatted(plain.substring(plain.lastIndexOf('/') + 1)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("payments.systemtests.Brokers#eachRabbitMq")
  void paymentGoesThroughWhereAuthorityAndHostNameAreRight(Brokers.Setting setting)
      throws Exception {
    Place place = Place.on(setting, "right");
    String authority = certificates.file("authority");
    String byAddress = place.uri().replace("@localhost:", "@127.0.0.1:");
    Path file = Files.writeString(folder.resolve("uri"), byAddress);

    try (Consumer consumer = Consumer.start(place.uri(), "--ca-certificate", authority)) {
      for (String kind : List.of("client", "payment")) {
        Jar.Result sent =
            run(
                Jar.PRODUCER,
                Map.of(),
                kind,
                "1",
                "--uri-file",
                file.toString(),
                "--ca-certificate",
                authority);
        assertThat(sent.exitCode()).as("%s", sent).isZero();
      }
      consumer.await("processed", 1);
      assertThat(consumer.stop()).isZero();
      assertThat(consumer.events().toString() + consumer.log()).doesNotContain(SECRET);
    }
  }

  /** Kills are tried elsewhere; cuts are left out. */
  @Test
  void trialRunsByEncryptedConnections() throws Exception {
    Place place = Place.presenting("right");

    Jar.Result result =
        run(
            Jar.PROVE,
            Map.of("AMQP_URI", place.uri()),
            "--ca-certificate",
            certificates.file("authority"),
            "--payments",
            "30",
            "--kills",
            "0");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out())
        .anyMatch(line -> line.matches("confirmed +30"))
        .anyMatch(line -> line.matches("lost +0"));
    assertThat(result.err())
        .anyMatch(line -> line.contains("no connection is cut, for all are encrypted"));
    place.assertUntouched();
  }

  private static Brokers.Setting newest() throws Exception {
    List<Brokers.Setting> settings = Brokers.eachRabbitMq();
    return settings.get(settings.size() - 1);
  }

  @Test
  void certificateOfTheClientIsShownToABrokerThatWantsOne() throws Exception {
    Brokers.Setting setting = newest();
    RabbitMqTestBroker broker = Place.on(setting, "right").broker();
    broker.demandCertificates(certificates.certificate("authority"));
    try {
      Place place = Place.on(setting, "right");
      assertSends(place, Map.of(), showing("elliptic"));
      assertSends(place, Map.of(), showing("rsa"));
      String[] trusting = {"--ca-certificate", certificates.file("authority")};
      assertSends(place, Map.of("JDK_JAVA_OPTIONS", certificates.javaOptions("rsa")), trusting);
      assertFails(
          place.uri(), "it wants a certificate of the client", "--client-certificate", trusting);
      assertFails(
          place.uri(),
          "it does not accept the client's certificate",
          "--client-certificate",
          showing("unknown"));
    } finally {
      broker.demandNoCertificates();
    }
  }

  private static String[] showing(String client) throws Exception {
    return new String[] {
      "--ca-certificate",
      certificates.file("authority"),
      "--client-certificate",
      certificates.file(client),
      "--client-key",
      certificates.keyFile(client)
    };
  }

  private static void assertSends(Place place, Map<String, String> environment, String... options)
      throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("AMQP_URI", place.uri());
    Jar.Result sent = connect(Jar.PRODUCER, all, options);
    assertThat(sent.exitCode()).as("%s", sent).isZero();
  }

  @Test
  void keyOfAnotherCertificateIsSaid() throws Exception {
    assertUnusable(certificates.keyFile("elliptic"), "is not that of the certificate", "made for");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, of an older form",
    "EC, of an older form",
    "ENCRYPTED, encrypted",
  })
  void keyOfAnotherFormIsSaidWithTheCommandThatTurnsIt(String form, String what) throws Exception {
    String pem = "-----BEGIN %1$s PRIVATE KEY-----\nMII=\n-----END %1$s PRIVATE KEY-----\n";
    Path file = Files.writeString(folder.resolve("a key.pem"), pem.formatted(form));

    assertUnusable("" + file, what, "openssl pkcs8 -topk8 -nocrypt -in '" + file + "'");
  }

  /** The command is run as it is printed, in a folder of its own. */
  @ParameterizedTest
  @CsvSource({
    "rsa, openssl rsa -traditional -in KEY -out 'old key.pem'",
    "elliptic, openssl ec -in KEY -out 'old key.pem'",
    "rsa, openssl pkcs8 -topk8 -passout pass:secret -in KEY -out 'old key.pem'",
  })
  void keyOfAnotherFormIsTurnedIntoOneThatIsTaken(String client, String makeOld) throws Exception {
    Place place = Place.presenting("right");
    Path own = Files.createTempDirectory(folder, "keys");
    openssl(own, makeOld.replace("KEY", certificates.keyFile(client)));
    String old = own.resolve("old key.pem").toString();

    Jar.Result refused = connect(Jar.CONSUMER, Map.of("AMQP_URI", place.uri()), with(client, old));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
    Matcher command = Pattern.compile("`(openssl [^`]+)`.*give that").matcher(refused.err().get(1));
    assertThat(command.find()).as("%s", refused).isTrue();
    openssl(own, command.group(1));

    assertSends(place, Map.of(), with(client, own.resolve("client.key").toString()));
  }

  private static String[] with(String client, String key) throws Exception {
    return new String[] {
      "--ca-certificate", certificates.file("authority"),
      "--client-certificate", certificates.file(client),
      "--client-key", key
    };
  }

  /** Without a terminal, it asks for the password on its input. */
  private static void openssl(Path folder, String command) throws Exception {
    Process process =
        new ProcessBuilder("setsid", "-w", "sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write("secret\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // it asked for none
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
  }

  @Test
  void fileWithoutKeyIsSaid() throws Exception {
    assertUnusable(certificates.file("rsa"), "there is no private key in", "-----BEGIN PRIVATE");
    assertUnusable("" + folder.resolve("missing"), "cannot read --client-key", "may be read");
  }

  private static void assertUnusable(String key, String what, String cure) throws Exception {
    String[] options = {"--client-certificate", certificates.file("rsa"), "--client-key", key};
    assertFails("amqps://" + CREDENTIALS + "localhost", what, cure, options);
  }

  @Test
  void unknownAuthorityIsRefused() throws Exception {
    Place place = Place.presenting("right");

    assertFails(place.uri(), "unable to find valid certification path", "--ca-certificate");
    place.assertUntouched();
  }

  @Test
  void otherAuthorityIsRefused() throws Exception {
    Place place = Place.presenting("right");

    assertFails(
        place.uri(),
        "unable to find valid certification path",
        "--ca-certificate",
        "--ca-certificate",
        certificates.file("stranger"));
    place.assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void certificateOfAnotherHostIsRefused(String host) throws Exception {
    Place place = Place.presenting("elsewhere");

    assertFails(
        place.uri().replace("@localhost:", "@" + host + ":"),
        "no subject alternative",
        "its host as the certificate does",
        "--ca-certificate",
        certificates.file("authority"));
    place.assertUntouched();
  }

  @Test
  void expiredCertificateIsRefused() throws Exception {
    Place place = Place.presenting("expired");

    assertFails(
        place.uri(), "expired", "renew", "--ca-certificate", certificates.file("authority"));
    place.assertUntouched();
  }

  @Test
  void schemeOfTheOtherPortIsSaid() throws Exception {
    Place place = Place.presenting("right");
    String[] options = {"--ca-certificate", certificates.file("authority")};
    String tlsOnPlainPort = place.plainUri().replace("amqp:", "amqps:");
    String plainOnTlsPort = place.uri().replace("amqps:", "amqp:");

    assertFails(tlsOnPlainPort, "unrecognized ssl message", "with TLS (amqps) on 5671", options);
    assertFails(plainOnTlsPort, "cannot connect", "with TLS (amqps) on 5671");
    place.assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nno\n"})
  void fileWithoutCertificateIsSaid(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("no.pem"), content);

    assertUnreadable(file);
  }

  @Test
  void missingFileIsSaid() throws Exception {
    assertUnreadable(folder.resolve("missing.pem"));
  }

  private static void assertUnreadable(Path file) throws Exception {
    assertFails(
        "amqps://" + CREDENTIALS + "localhost",
        "cannot read certificates from " + file,
        "give --ca-certificate a PEM file",
        "--ca-certificate",
        file.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSUMER", "PRODUCER"})
  void wrongPasswordIsSaidAndNotShownHoweverItIsGiven(Jar jar) throws Exception {
    String uri = Place.presenting("right").uri().replace(SECRET, "wrong-" + SECRET);
    Path file = Files.writeString(folder.resolve("uri"), uri);
    String authority = certificates.file("authority");

    for (Jar.Result result :
        List.of(
            connect(jar, Map.of("AMQP_URI", uri), "--ca-certificate", authority),
            connect(jar, Map.of(), "--ca-certificate", authority, "--uri", uri),
            connect(jar, Map.of(), "--ca-certificate", authority, "--uri-file", "" + file))) {
      assertFailed(result, "refuses user " + USER, "AMQP_URI");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSUMER", "PRODUCER"})
  void helpDoesNotShowThePassword(Jar jar) throws Exception {
    String uri = "amqps://" + CREDENTIALS + "localhost";

    assertThat(connect(jar, Map.of("AMQP_URI", uri), "--help").exitCode()).isZero();
    assertThat(connect(jar, Map.of(), "--uri", uri, "--help").exitCode()).isZero();
  }

  private static void assertFails(String uri, String what, String cure, String... options)
      throws Exception {
    for (Jar jar : List.of(Jar.CONSUMER, Jar.PRODUCER)) {
      assertFailed(connect(jar, Map.of("AMQP_URI", uri), options), what, cure);
    }
  }

  private static void assertFailed(Jar.Result result, String what, String cure) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasSize(2);
    assertThat(result.err().get(0)).startsWith("error: ").contains(what);
    assertThat(result.err().get(1)).startsWith("  ").contains(cure);
  }

  /** Runs a program in a way that needs a broker, if its options are right. */
  private static Jar.Result connect(Jar jar, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    if (jar == Jar.PRODUCER) {
      arguments.addAll(List.of("payment", "1"));
    }
    arguments.addAll(List.of(options));
    return run(jar, environment, arguments.toArray(String[]::new));
  }

  private static Jar.Result run(Jar jar, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Jar.Result result = jar.run(environment, arguments);
    assertThat(result.out() + "" + result.err()).doesNotContain(SECRET);
    return result;
  }
}
