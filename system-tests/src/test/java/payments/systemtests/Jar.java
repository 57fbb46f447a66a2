package payments.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import payments.prove.trial.Consumers;
import payments.prove.trial.Lines;

/** A program of this project, run as its users run it, but for what makes it start sooner. */
enum Jar {
  CONSUMER("consumer"),
  PRODUCER("producer"),
  EMBEDDED_BROKER("embedded-broker"),
  PROVE("prove");

  private final String module;

  Jar(String module) {
    this.module = module;
  }

  Path path() {
    Path root = Path.of(System.getProperty("root", ".."));
    return root.resolve(module).resolve("target").resolve(module + ".jar");
  }

  /** Returns options of Java: a small heap, for several run beside each other. */
  List<String> javaOptions() throws IOException {
    List<String> options = new ArrayList<>(Consumers.SMALL);
    ClassArchives.of(this).ifPresent(file -> options.add("-XX:SharedArchiveFile=" + file));
    return options;
  }

  /** Starts it so that it archives, when it ends, the classes that it has loaded. */
  Process startArchiving(Path archive, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(Consumers.SMALL);
    options.add("-XX:ArchiveClassesAtExit=" + archive);
    options.add("-Xlog:disable"); // of classes that cannot be archived it would warn
    return start(List.of(), options, environment, arguments);
  }

  Process start(Map<String, String> environment, List<String> arguments) throws IOException {
    return start(List.of(), javaOptions(), environment, arguments);
  }

  private Process start(
      List<String> before,
      List<String> javaOptions,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-jar");
    command.add(path().toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("AMQP_URI");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs it to its end. */
  Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return toTheEnd(start(environment, List.of(arguments)));
  }

  /**
   * Starts it by way of a shell.
   *
   * @param script in which {@code "$@"} is the command line of the program, from java on
   */
  Process startInShell(String script, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(List.of("sh", "-c", script, "sh"), javaOptions(), environment, List.of(arguments));
  }

  /** The same, to its end. */
  Result inShell(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return toTheEnd(startInShell(script, environment, arguments));
  }

  private Result toTheEnd(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    Lines out = new Lines(process.getInputStream());
    Lines err = new Lines(process.getErrorStream());
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(module + " did not end: " + out.all() + err.all());
    }
    return new Result(process.exitValue(), out.allToTheEnd(), err.allToTheEnd());
  }

  /**
   * What came of a run.
   *
   * @param exitCode of the process
   * @param out lines of standard output
   * @param err lines of standard error
   */
  record Result(int exitCode, List<String> out, List<String> err) {}
}
