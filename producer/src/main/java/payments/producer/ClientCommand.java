package payments.producer;

import java.util.concurrent.Callable;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.amqp.Message;
import payments.common.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends the registration of each client. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    sortOptions = false,
    description = "Sends the registration of each client.")
final class ClientCommand implements Callable<Integer> {
  @Mixin private SendOptions send;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "new client",
      description = "What people call the client. Default: new client.")
  private String name;

  @Override
  public Integer call() throws Exception {
    return send.send(Names.CLIENTS, Names.CLIENTS_PROCESSOR, this::registrationOf);
  }

  private Outgoing registrationOf(long id) {
    return new Outgoing(
        () -> "client " + id,
        new Message(
            Names.CLIENTS,
            Names.REGISTER_CLIENT,
            true,
            Outgoing.properties().build(),
            MessageBody.of(new Client(id, name))));
  }
}
