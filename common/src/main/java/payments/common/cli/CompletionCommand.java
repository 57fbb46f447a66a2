package payments.common.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Writes the script with which a shell completes what users type of a program. */
public final class CompletionCommand implements Command {
  private final Command program;

  /**
   * Makes the command.
   *
   * @param program that it is part of
   */
  public CompletionCommand(Command program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "completion";
  }

  @Override
  public String synopsis() {
    return "(bash | zsh | fish)";
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes a script that completes commands and options in a shell.",
        "Its first line says where to put it. It also lets the shell call this jar by its name.");
  }

  @Override
  public boolean takesOperands() {
    return true;
  }

  @Override
  public List<String> operands() {
    return List.of("bash", "zsh", "fish");
  }

  @Override
  public String example() {
    return "bash";
  }

  @Override
  public int run(Arguments given, PrintWriter out) {
    if (given.operands().size() != 1) {
      throw new UsageException("say for which shell: bash, zsh or fish");
    }
    String jar = System.getProperty("java.class.path");
    Completion completion = Completion.of(program, Path.of(jar).toAbsolutePath().toString());
    String shell = given.operands().get(0);
    out.print(
        switch (shell) {
          case "bash" -> BashCompletion.script(completion);
          case "zsh" -> ZshCompletion.script(completion);
          case "fish" -> FishCompletion.script(completion);
          default ->
              throw new UsageException("the shell must be bash, zsh or fish, was '" + shell + "'");
        });
    return 0;
  }
}
