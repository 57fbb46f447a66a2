package payments.consumer.deadletters;

import payments.common.cli.Program;
import picocli.CommandLine.Command;

/** The group of commands for what can never be processed. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    description = "Shows, replays or drops messages that were put aside in the queue dead-letters.",
    subcommands = {ListCommand.class, ReplayCommand.class, DropCommand.class})
public final class DeadLettersCommand {}
