package payments.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import payments.prove.trial.Lines;

/** What the shells themselves make of the completion of each program. */
@ParameterizedClass
@EnumSource
class CompletionIT {
  /** A shell, and a script for it that completes a line and prints what comes of it. */
  enum Shell {
    /** Calls the function that bash calls at a tab, with the words as bash splits them. */
    BASH(
        """
        source "$1"
        read -r -a COMP_WORDS <<<"${2//=/ = }"
        [ "${2% }" = "$2" ] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        complete -p "${COMP_WORDS[0]}" >/dev/null
        compopt() { :; } # only while bash itself completes
        "_${COMP_WORDS[0]}"
        echo "${COMPREPLY[@]}"
        """),
    /**
     * Types the line and a tab into an interactive shell, in which the program is a function that
     * prints its arguments. What the shell shows comes first, the last argument last.
     */
    ZSH(
        """
        zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z "PS1='> '; autoload -Uz compinit; compinit -u -D; source $1; ${2%% *}() { builtin print -r -- \\"CALLED[\\$*]\\" }; builtin print REA''DY"
        zpty -r -m z line '*READY*'
        zpty -w -n z "$2"$'\\t'
        zpty -w -n z $'\\n'
        zpty -r -m z line '*CALLED\\[*\\]*'
        print -r -- ${line%%CALLED*} ${${${line##*CALLED\\[}%%\\]*}##* }
        zpty -d z
        """),
    FISH(
        """
        source $argv[1]
        complete -C $argv[2] | string split -f 1 \\t | string join ' '
        """);

    private final String script;

    Shell(String script) {
      this.script = script;
    }

    String program() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Parameter Shell shell;

  @TempDir Path directory;

  @BeforeEach
  void requireShell() {
    boolean there = false;
    for (String place : System.getenv("PATH").split(":")) {
      there |= Files.isExecutable(Path.of(place, shell.program()));
    }
    Assumptions.assumeTrue(there, shell.program() + " is not installed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "PRODUCER|producer pay|payment",
        "PRODUCER|producer payment 1 --val|--value",
        "PRODUCER|producer client --queue-type=qu|quorum",
        "PRODUCER|producer completion fi|fish",
        "CONSUMER|consumer dead|dead-letters",
        "CONSUMER|consumer dead-letters dr|drop",
        "CONSUMER|consumer dead-letters drop --al|--all",
        "CONSUMER|consumer --delay la|ladder",
        "CONSUMER|consumer --uri-file /etc/hostnam|/etc/hostname",
        "PROVE|prove --pay|--payments",
        "PROVE|prove --delay la|ladder",
      })
  void completesCommandsOptionsAndValues(Jar jar, String line, String word) throws Exception {
    String completed = complete(jar, line);
    String last = completed.substring(completed.lastIndexOf(' ') + 1);

    assertThat(last.replaceFirst("^--[a-z-]+=", "")).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "PRODUCER|producer |client completion payment",
        "CONSUMER|consumer dead-letters |drop list replay",
        "PRODUCER|producer payment --queue-type |classic quorum",
      })
  void offersWhatThereIs(Jar jar, String line, String words) throws Exception {
    assertThat(complete(jar, line).split("\\s+")).contains(words.split(" "));
  }

  private String complete(Jar jar, String line) throws IOException, InterruptedException {
    Path completion = directory.resolve("completion");
    Files.write(completion, jar.run(Map.of(), "completion", shell.program()).out());
    Path script = Files.writeString(directory.resolve("script"), shell.script);
    List<String> command = new ArrayList<>(List.of(shell.program()));
    command.addAll(List.of(script.toString(), completion.toString(), line));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("TERM", "dumb");
    Process process = builder.start();
    process.getOutputStream().close();
    Lines out = new Lines(process.getInputStream());
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(shell + " does not end: " + out.all());
    }
    return String.join("\n", out.allToTheEnd()).strip();
  }
}
