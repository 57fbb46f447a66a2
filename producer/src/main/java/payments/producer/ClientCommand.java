package payments.producer;

import java.util.List;
import java.util.function.LongFunction;
import org.apache.commons.cli.Option;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.amqp.Message;
import payments.common.cli.Arguments;

/** Sends the registration of each client. */
final class ClientCommand extends SendCommand {
  private static final Option NAME =
      Option.builder()
          .longOpt("name")
          .hasArg()
          .argName("NAME")
          .desc("What people call the client. Default: new client.")
          .get();

  @Override
  public String name() {
    return "client";
  }

  @Override
  public String example() {
    return "7 --name Ada";
  }

  @Override
  String whatItSends() {
    return "Sends the registration of each client.";
  }

  @Override
  public List<Option> options() {
    return SendOptions.and(NAME);
  }

  @Override
  Route route() {
    return new Route(Names.CLIENTS, Names.CLIENTS_PROCESSOR);
  }

  @Override
  LongFunction<Outgoing> messages(Arguments given) {
    String name = given.text(NAME).orElse("new client");
    return client -> registrationOf(client, name);
  }

  private static Outgoing registrationOf(long id, String name) {
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
