package payments.common.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/** Makes the script that completes a program in fish. */
final class FishCompletion {
  private FishCompletion() {}

  static String script(Completion of) {
    return """
        # completion of %1$s for fish: put java -jar %5$s completion fish | source into config.fish
        type -q %1$s; or function %1$s; java -jar %5$s $argv; end
        function %2$s_is
          set -l at ""
          for word in (commandline -opc)
            switch "$at:$word"
        %3$s
            end
          end
          test "$at" = "$argv[1]"
        end
        complete -c %1$s -f
        %4$s
        """
        .formatted(
            of.program(),
            of.places().get(0).function(of.program()),
            of.transitions("  case '%s:%s'; set at '%s'"),
            of.places().stream()
                .flatMap(place -> lines(of, place))
                .collect(Collectors.joining("\n")),
            Invocation.quoted(of.jar()));
  }

  private static Stream<String> lines(Completion of, Completion.Place place) {
    String start =
        "complete -c %s -n \"%s_is '%s'\""
            .formatted(of.program(), of.places().get(0).function(of.program()), place.path());
    Stream<String> commands =
        place.command().subcommands().stream()
            .map(
                part ->
                    "%s -a %s -d '%s'"
                        .formatted(start, part.name(), summary(part.description().get(0))));
    Stream<String> operands =
        place.command().operands().stream().map(word -> "%s -a %s".formatted(start, word));
    Stream<String> options =
        place.options().stream()
            .map(
                option ->
                    "%s%s -l %s%s -d '%s'"
                        .formatted(
                            start,
                            option.getOpt() == null ? "" : " -s " + option.getOpt(),
                            option.getLongOpt(),
                            value(option),
                            summary(option.getDescription())));
    return Stream.of(commands, operands, options).flatMap(each -> each);
  }

  private static String value(Option option) {
    if (!option.hasArg()) {
      return "";
    }
    return Completion.isFile(option)
        ? " -r -F"
        : " -x -a '%s'".formatted(String.join(" ", Completion.choices(option)));
  }

  private static String summary(String explanation) {
    return Completion.summary(explanation).replace("'", "\\'");
  }
}
