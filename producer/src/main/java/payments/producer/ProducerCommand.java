package payments.producer;

import java.io.PrintWriter;
import java.util.List;
import payments.common.cli.Arguments;
import payments.common.cli.Command;
import payments.common.cli.CompletionCommand;
import payments.common.cli.UsageException;

/** The command line of the producer: one command for each kind of message. */
final class ProducerCommand implements Command {
  @Override
  public String name() {
    return "producer";
  }

  @Override
  public String synopsis() {
    return "(payment | client)";
  }

  @Override
  public List<String> description() {
    return List.of("Sends payments of clients, and registrations of clients.");
  }

  @Override
  public List<Command> subcommands() {
    return List.of(new PaymentCommand(), new ClientCommand(), new CompletionCommand(this));
  }

  @Override
  public String exitCodes() {
    return SendCommand.EXIT_CODES;
  }

  @Override
  public int run(Arguments given, PrintWriter out) {
    throw new UsageException("say what to send: payment or client");
  }
}
