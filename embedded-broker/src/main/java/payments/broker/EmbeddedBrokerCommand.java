package payments.broker;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the embedded broker: runs one until the process is told to stop. */
@Command(
    name = "embedded-broker",
    description = {
      "A broker in memory, on loopback, for trying the programs without RabbitMQ.",
      "It runs until it is stopped with Ctrl-C. What it holds is lost then."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ManifestVersion.class)
final class EmbeddedBrokerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private int port;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5672",
      description = "Where to listen, 0 for a free port. Default: ${DEFAULT-VALUE}.")
  private void setPort(int port) {
    if (!EmbeddedBroker.isPort(port)) {
      throw new ParameterException(spec.commandLine(), "port must be from 0 to 65535, was " + port);
    }
    this.port = port;
  }

  @Override
  public Integer call() throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(new EndOnFailure());
    EmbeddedBroker broker = EmbeddedBroker.start(port);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
    var out = spec.commandLine().getOut();
    out.println("listening on amqp://guest:guest@localhost:" + broker.port() + "/%2F");
    out.println("everything is in memory only and lost when this program ends");
    out.println("it is for trying the programs, it is not RabbitMQ; stop it with Ctrl-C");
    out.flush();
    new CountDownLatch(1).await(); // for ever: a signal ends the process
    return spec.exitCodeOnSuccess();
  }
}
