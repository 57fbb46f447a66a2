package payments.broker;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.cli.Option;
import payments.common.ReportedException;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.common.cli.UsageException;

/** The command line of the embedded broker: runs one until the process is told to stop. */
final class EmbeddedBrokerCommand implements Command {

  private static final Option PORT =
      Option.builder()
          .longOpt("port")
          .hasArg()
          .argName("PORT")
          .desc("Where to listen, 0 for a free port. Default: 5672.")
          .get();

  @Override
  public String name() {
    return "embedded-broker";
  }

  @Override
  public List<String> description() {
    return List.of(
        "A broker in memory, on loopback, for trying the programs without RabbitMQ.",
        "It runs until it is stopped with Ctrl-C. What it holds is lost then.");
  }

  @Override
  public List<Option> options() {
    return List.of(PORT);
  }

  @Override
  public String exitCodes() {
    return "1 failed, 2 wrong usage, 130 or 143 stopped";
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws InterruptedException {
    long port = given.number(PORT, 5672);
    if (!EmbeddedBroker.isPort(port)) {
      throw new UsageException("--port must be from 0 to 65535, was " + port);
    }
    Thread.setDefaultUncaughtExceptionHandler(new EndOnFailure());
    EmbeddedBroker broker = start((int) port);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
    out.println("listening on amqp://guest:guest@localhost:" + broker.port() + "/%2F");
    out.println("everything is in memory only and lost when this program ends");
    out.println("it is for trying the programs, it is not RabbitMQ; stop it with Ctrl-C");
    out.flush();
    new CountDownLatch(1).await(); // for ever: a signal ends the process
    return 0;
  }

  private static EmbeddedBroker start(int port) {
    try {
      return EmbeddedBroker.start(port);
    } catch (PortTakenException e) {
      throw new ReportedException(
          e.getMessage(), "choose another with --port, or --port 0 for a free one", e);
    } catch (IllegalStateException e) {
      throw new ReportedException(
          e.getMessage(),
          "see that Java 17 or later runs it, and that it may listen on loopback",
          e);
    }
  }
}
