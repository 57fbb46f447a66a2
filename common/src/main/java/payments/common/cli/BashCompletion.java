package payments.common.cli;

import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Makes the script that completes a program in bash, with nothing but bash itself. */
final class BashCompletion {
  private BashCompletion() {}

  static String script(Completion of) {
    String function = of.places().get(0).function(of.program());
    return """
        # completion of %1$s for bash: put eval "$(java -jar %6$s completion bash)" into ~/.bashrc
        %2$s
        %3$s() {
          local i at="" words="" cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"
          for ((i = 1; i < COMP_CWORD; i++)); do
            case "$at:${COMP_WORDS[i]}" in
        %4$s
            esac
          done
          # bash takes the = of --option=value for a word of its own
          if [ "$cur" = "=" ]; then cur=""; elif [ "$prev" = "=" ]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi
          COMPREPLY=()
          case "$at:$prev" in
        %5$s
          esac
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
        }
        complete -F %3$s %1$s
        """
        .formatted(
            of.program(),
            of.functionForJar(),
            function,
            of.transitions("  '%s:%s') at='%s' ;;"),
            cases(of),
            Invocation.quoted(of.jar()));
  }

  private static String cases(Completion of) {
    return of.places().stream()
        .map(
            place ->
                place.optionsWithValue().stream()
                        .map(option -> value(place.path(), option))
                        .collect(Collectors.joining())
                    + "    '%s':*) words='%s' ;;".formatted(place.path(), place.words()))
        .collect(Collectors.joining("\n"));
  }

  private static String value(String path, Option option) {
    String what =
        Completion.isFile(option)
            ? "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;"
            : Completion.choices(option).isEmpty()
                ? "return ;;"
                : "words='%s' ;;".formatted(String.join(" ", Completion.choices(option)));
    return "    '%s:%s') %s\n".formatted(path, Arguments.name(option), what);
  }
}
