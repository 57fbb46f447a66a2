package payments.producer;

import payments.common.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the producer: one command for each kind of message. */
@Command(
    name = "producer",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    subcommands = {PaymentCommand.class, ClientCommand.class},
    synopsisSubcommandLabel = "(payment | client)",
    description = "Sends payments of clients, and registrations of clients.",
    footer = {"", "Exit codes: 0 all confirmed, 1 failed, 2 wrong usage."})
final class ProducerCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say what to send: payment or client");
  }
}
