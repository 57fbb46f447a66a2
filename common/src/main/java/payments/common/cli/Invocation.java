package payments.common.cli;

import java.io.File;

/**
 * How a command is called.
 *
 * @param name the names of the command and of those that it is part of: {@code producer payment}
 * @param typed what users type for it, as it stands: {@code java -jar producer.jar payment}
 */
record Invocation(String name, String typed) {

  /** Returns how this process was started, as far as a user could have typed it. */
  static Invocation of(Command program) {
    String path = System.getProperty("java.class.path");
    boolean isJar = path.endsWith(".jar") && !path.contains(File.pathSeparator);
    return new Invocation(program.name(), isJar ? "java -jar " + quoted(path) : program.name());
  }

  /** Returns how one of its subcommands is called. */
  Invocation part(Command command) {
    return new Invocation(name + " " + command.name(), typed + " " + command.name());
  }

  /** Returns a word as shells take it. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
