package payments.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import payments.prove.trial.Lines;

/** A program of this project, run as its users run it. */
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

  /** Starts it with a small heap, for several run beside each other. */
  Process start(Map<String, String> environment, List<String> arguments) throws IOException {
    return start(List.of(), environment, arguments);
  }

  private Process start(
      List<String> before, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
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
   * Runs it to its end by way of a shell.
   *
   * @param script in which {@code "$@"} is the command line of the program, from java on
   */
  Result inShell(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return toTheEnd(start(List.of("sh", "-c", script, "sh"), environment, List.of(arguments)));
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
