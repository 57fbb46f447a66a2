package payments.common.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Makes the script that completes a program in zsh. */
final class ZshCompletion {
  private ZshCompletion() {}

  static String script(Completion of) {
    return """
        # completion of %1$s for zsh: put source <(java -jar %4$s completion zsh) after compinit into ~/.zshrc
        %2$s
        %3$s
        compdef %5$s %1$s
        """
        .formatted(
            of.program(),
            of.functionForJar(),
            of.places().stream()
                .map(place -> function(of, place))
                .collect(Collectors.joining("\n")),
            Invocation.quoted(of.jar()),
            of.places().get(0).function(of.program()));
  }

  private static String function(Completion of, Completion.Place place) {
    List<String> arguments = new ArrayList<>();
    place.options().forEach(option -> arguments.add(option(option)));
    Command command = place.command();
    if (command.subcommands().isEmpty()) {
      arguments.add("'*:argument:(%s)'".formatted(String.join(" ", command.operands())));
    } else {
      arguments.add(
          command.subcommands().stream()
              .map(part -> "%s\\:\"%s\"".formatted(part.name(), escaped(part.description().get(0))))
              .collect(Collectors.joining(" ", "'1:command:((", "))'")));
      arguments.add("'*::argument:->part'");
    }
    String cases =
        command.subcommands().stream()
            .map(
                part ->
                    "    %s) %s ;;"
                        .formatted(
                            part.name(),
                            new Completion.Place(place.partPath(part), part)
                                .function(of.program())))
            .collect(Collectors.joining("\n"));
    return """
        %s() {
          local line state
          _arguments -C \\
            %s
          [[ $state != part ]] || case $line[1] in
        %s
          esac
        }"""
        .formatted(place.function(of.program()), String.join(" \\\n    ", arguments), cases);
  }

  private static String option(Option option) {
    String name = Arguments.name(option);
    String summary = "[" + escaped(option.getDescription()) + "]";
    if (!option.hasArg()) {
      return option.getOpt() == null
          ? "'%s%s'".formatted(name, summary)
          : "'(-%1$s %2$s)'{-%1$s,%2$s}'%3$s'".formatted(option.getOpt(), name, summary);
    }
    String values =
        Completion.isFile(option)
            ? "_files"
            : "(" + String.join(" ", Completion.choices(option)) + ")";
    return "'%s=%s:value:%s'".formatted(name, summary, values);
  }

  private static String escaped(String explanation) {
    return Completion.summary(explanation).replace(":", "\\:").replace("'", "'\\''");
  }
}
