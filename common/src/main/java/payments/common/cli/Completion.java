package payments.common.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/**
 * What a shell completes of a program, taken from the commands and options themselves. Each shell's
 * script is made of it.
 *
 * @param program what users call it by
 * @param jar where it is
 * @param places its commands, the program itself first
 */
record Completion(String program, String jar, List<Place> places) {

  /**
   * A command and what may follow it.
   *
   * @param path its name and those of the commands that it is part of, but for the program's
   */
  record Place(String path, Command command) {
    List<Option> options() {
      List<Option> all = new ArrayList<>();
      new ArgumentParser(command).options().forEach(all::add);
      return all;
    }

    List<Option> optionsWithValue() {
      return options().stream().filter(Option::hasArg).toList();
    }

    /** Returns a name for a function of the script. */
    String function(String program) {
      return "_" + (program + " " + path).strip().replaceAll("[^a-z]", "_");
    }

    /** Returns how a part of it is reached from it. */
    String partPath(Command part) {
      return (path + " " + part.name()).strip();
    }

    /** Returns all words that may come next, but for operands. */
    String words() {
      List<String> words = new ArrayList<>();
      command.subcommands().forEach(part -> words.add(part.name()));
      words.addAll(command.operands());
      options().forEach(option -> words.add(Arguments.name(option)));
      return String.join(" ", words);
    }
  }

  static Completion of(Command program, String jar) {
    List<Place> places = new ArrayList<>();
    add(new Place("", program), places);
    return new Completion(program.name(), jar, List.copyOf(places));
  }

  private static void add(Place place, List<Place> places) {
    places.add(place);
    for (Command part : place.command().subcommands()) {
      add(new Place(place.partPath(part), part), places);
    }
  }

  /** Whether the value of an option is the name of a file. */
  static boolean isFile(Option option) {
    return option.getArgName().equals("FILE");
  }

  /** Returns the values of an option that is one of several, such as {@code classic|quorum}. */
  static List<String> choices(Option option) {
    return option.getArgName().contains("|")
        ? List.of(option.getArgName().split("\\|"))
        : List.of();
  }

  /** Returns the first sentence of an explanation, in ASCII, without what shells take for more. */
  static String summary(String explanation) {
    String first = explanation.lines().findFirst().orElse("").split("\\.( |$)", 2)[0];
    return first.replace("…", "...").replaceAll("[\\[\\]\"`$\\\\]", "");
  }

  /** Returns lines that let users call the jar by its name, unless something has that name. */
  String functionForJar() {
    return "type %s >/dev/null 2>&1 || %s() { java -jar %s \"$@\"; }"
        .formatted(program, program, Invocation.quoted(jar));
  }

  /** Returns one line for each part of each command, indented by four. */
  String transitions(String line) {
    return places.stream()
        .flatMap(
            place ->
                place.command().subcommands().stream()
                    .map(
                        part ->
                            "    "
                                + line.formatted(place.path(), part.name(), place.partPath(part))))
        .collect(Collectors.joining("\n"));
  }
}
