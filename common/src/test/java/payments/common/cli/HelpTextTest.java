package payments.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.util.List;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;

class HelpTextTest {

  /** A command with all that help shows. */
  private record Shown(String name, List<Command> subcommands) implements Command {
    @Override
    public List<String> description() {
      return List.of("Words " + "Word ".repeat(16).strip() + ".", "Another line.");
    }

    @Override
    public List<Option> options() {
      return List.of(
          Option.builder().longOpt("file").hasArg().argName("FILE").desc("In one.\nIn two.").get(),
          Option.builder().longOpt("a-name-as-long-as-this").desc("word ".repeat(12)).get());
    }

    @Override
    public List<String> footer() {
      return List.of("The end.");
    }

    @Override
    public String example() {
      return subcommands.isEmpty() ? "--file name" : "part " + subcommands.get(0).example();
    }

    @Override
    public String exitCodes() {
      return "0 fine, 3 not so";
    }

    @Override
    public int run(Arguments given, PrintWriter out) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void alignsAndWraps() {
    Command part = new Shown("part", List.of());

    assertThat(
            new HelpText(
                new Shown("whole", List.of(part)),
                new Invocation("the whole", "java -jar the/whole.jar")))
        .hasToString(
            """
            Usage: the whole [OPTION]...
            Words Word Word Word Word Word Word Word Word Word Word Word Word Word Word Word
            Word.
            Another line.
                  --file=FILE            In one.
                                         In two.
                  --a-name-as-long-as-this
                                         word word word word word word word word word word
                                           word word
              -h, --help                 Show this help message and exit.
              -V, --version              Print version information and exit.
            Commands:
              part                       Words Word Word Word Word Word Word Word Word Word
                                           Word Word Word Word Word Word Word.

            The end.
            Exit codes: 0 fine, 3 not so.
            Example:
              java -jar the/whole.jar part --file name
            """);
  }
}
