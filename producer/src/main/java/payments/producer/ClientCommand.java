package payments.producer;

import java.io.PrintWriter;
import java.util.List;
import org.apache.commons.cli.Option;
import payments.common.Client;
import payments.common.MessageBody;
import payments.common.Names;
import payments.common.amqp.Message;
import payments.common.cli.Arguments;
import payments.common.cli.Command;

/** Sends the registration of each client. */
final class ClientCommand implements Command {
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
  public String synopsis() {
    return "CLIENT... [OPTION]...";
  }

  @Override
  public List<String> description() {
    return List.of("Sends the registration of each client.", SendOptions.CLIENTS);
  }

  @Override
  public List<Option> options() {
    return SendOptions.and(NAME);
  }

  @Override
  public boolean takesOperands() {
    return true;
  }

  @Override
  public int run(Arguments given, PrintWriter out) throws Exception {
    String name = given.text(NAME).orElse("new client");
    return new SendOptions(given)
        .send(Names.CLIENTS, Names.CLIENTS_PROCESSOR, id -> registrationOf(id, name), out);
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
