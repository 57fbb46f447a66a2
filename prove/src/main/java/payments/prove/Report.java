package payments.prove;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import payments.common.JsonObjects;
import payments.common.ReportedException;
import payments.prove.trial.Balance;
import payments.prove.trial.Distribution;
import payments.prove.trial.Plan;
import payments.prove.trial.Result;

/** What came of a trial, as a table for people or as a JSON object for programs. */
final class Report {
  private static final int MEDIAN = 50;
  private static final int NEARLY_ALL = 99;
  private static final int MOST_NAMED = 20;
  private static final double MILLIS_A_SECOND = 1_000;
  private static final String ROW = "%-22s %s%n";

  private final Plan plan;
  private final Result result;

  Report(Plan plan, Result result) {
    this.plan = plan;
    this.result = result;
  }

  /** Returns the table. */
  String table() {
    Balance balance = result.balance();
    StringBuilder table = new StringBuilder();
    row(table, "broker, delay", result.setting());
    row(table, "sent", number(balance.sent().size()));
    row(table, "confirmed", number(balance.confirmed().size()));
    row(table, "processed once", number(balance.once()));
    row(table, "processed twice", number(balance.twice().size()) + names(balance.twice()));
    row(table, "void records", number(balance.voidRecords()));
    row(table, "lost", number(balance.lost().size()) + names(balance.lost()));
    row(table, "dead letters", number(balance.numberOfDeadLetters()));
    row(
        table,
        "clients forgotten",
        number(result.forgottenClients().size()) + names(result.forgottenClients()));
    if (!balance.neverSent().isEmpty()) {
      row(table, "never sent", number(balance.neverSent().size()) + names(balance.neverSent()));
    }
    row(
        table,
        "lateness",
        "median %,d ms, 99 %% %,d ms, most %,d ms"
            .formatted(
                result.lateness().percentile(MEDIAN).toMillis(),
                result.lateness().percentile(NEARLY_ALL).toMillis(),
                result.lateness().most().toMillis()));
    row(table, "away after a kill", away(result.awayAfterKills()));
    row(table, "away after a cut", away(result.awayAfterCuts()));
    row(table, "seed", Long.toString(plan.seed()));
    return table.toString();
  }

  /** Returns what to say if not all is well. */
  ReportedException failure(String virtualHost) {
    return new ReportedException(
        "not every confirmed payment was processed, or something else came of them: see the table",
        "see whether a policy or another program takes messages from virtual host %s: `rabbitmqctl list_policies -p %s`; --seed %d repeats the choices"
            .formatted(virtualHost, virtualHost, plan.seed()));
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(ROW.formatted(name, value));
  }

  private static String number(int number) {
    return "%,d".formatted(number);
  }

  private static String names(Collection<Long> payments) {
    return payments.isEmpty()
        ? ""
        : payments.stream()
            .limit(MOST_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", ", ": ", payments.size() > MOST_NAMED ? ", …" : ""));
  }

  private static String away(List<Duration> times) {
    Distribution distribution = new Distribution(times);
    return times.isEmpty()
        ? "-"
        : "median %.1f s, most %.1f s, of %d"
            .formatted(
                distribution.percentile(MEDIAN).toMillis() / MILLIS_A_SECOND,
                distribution.most().toMillis() / MILLIS_A_SECOND,
                times.size());
  }

  /** Returns the object, on one line. */
  String json() {
    return JsonObjects.text(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    Balance balance = result.balance();
    json.writeStringField("setting", result.setting());
    json.writeNumberField("sent", balance.sent().size());
    json.writeNumberField("confirmed", balance.confirmed().size());
    json.writeNumberField("once", balance.once());
    numbers(json, "twice", balance.twice());
    json.writeNumberField("voidRecords", balance.voidRecords());
    numbers(json, "lost", balance.lost());
    json.writeNumberField("deadLetters", balance.numberOfDeadLetters());
    numbers(json, "neverSent", balance.neverSent());
    numbers(json, "forgottenClients", result.forgottenClients());
    json.writeObjectFieldStart("latenessMillis");
    json.writeNumberField("payments", result.lateness().size());
    json.writeNumberField("median", result.lateness().percentile(MEDIAN).toMillis());
    json.writeNumberField("percentile99", result.lateness().percentile(NEARLY_ALL).toMillis());
    json.writeNumberField("most", result.lateness().most().toMillis());
    json.writeEndObject();
    numbers(json, "awayMillisAfterKills", millis(result.awayAfterKills()));
    numbers(json, "awayMillisAfterCuts", millis(result.awayAfterCuts()));
    json.writeNumberField("seed", plan.seed());
  }

  private static List<Long> millis(List<Duration> times) {
    return times.stream().map(Duration::toMillis).toList();
  }

  private static void numbers(JsonGenerator json, String name, Collection<Long> numbers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (long number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
