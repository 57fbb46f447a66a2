package payments.consumer.delay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import payments.common.ReportedException;
import payments.common.amqp.Declarer;
import payments.common.amqp.PaymentsExchange;
import payments.common.amqp.QueueType;
import payments.consumer.desk.RetrySchedule;

/** All delay modes, best first, and the choice among them. */
public final class DelayModes {
  /** What {@code --delay} calls the first mode that the broker can do. */
  public static final String AUTO = "auto";

  private final List<DelayMode> modes;

  /** Makes the modes for a schedule and a type of queue. */
  public DelayModes(RetrySchedule schedule, QueueType queueType) {
    modes =
        List.of(
            new PluginDelay(queueType),
            new NativeDelay(schedule),
            new LadderDelay(schedule, queueType));
  }

  /** Returns what {@code --delay} can be: {@link #AUTO} and the names of the modes. */
  public List<String> options() {
    List<String> options = new ArrayList<>(List.of(AUTO));
    modes.forEach(mode -> options.add(mode.name()));
    return options;
  }

  /**
   * Chooses a mode and declares what payments wait in.
   *
   * @param option one of {@link #options}
   * @param payments the exchange that payments come in by
   * @throws ReportedException if the broker cannot do it, with the cure
   */
  public Choice choose(String option, Declarer declarer, PaymentsExchange payments) {
    return option.equals(AUTO)
        ? chooseFirst(declarer, payments)
        : chooseByName(option, declarer, payments);
  }

  /** Returns the mode of a name, which is one of the options but {@link #AUTO}. */
  public DelayMode named(String name) {
    return modes.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private Choice chooseByName(String name, Declarer declarer, PaymentsExchange payments) {
    DelayMode mode = named(name);
    mode.declare(declarer, payments)
        .ifPresent(
            why -> {
              throw new ReportedException(
                  "%s at %s cannot do --delay %s: %s"
                      .formatted(declarer.info(), declarer.broker().address(), name, why.reason()),
                  why.cure());
            });
    return new Choice(mode, "as asked for");
  }

  private Choice chooseFirst(Declarer declarer, PaymentsExchange payments) {
    List<String> reasons = new ArrayList<>();
    for (DelayMode mode : modes) {
      Optional<DelayMode.Unavailable> unavailable = mode.declare(declarer, payments);
      if (unavailable.isEmpty()) {
        return new Choice(mode, reasons.isEmpty() ? "the broker can" : because(reasons));
      }
      reasons.add("not " + mode.name() + ", for " + unavailable.get().reason());
    }
    throw new ReportedException(
        "%s at %s can do no delay mode: %s"
            .formatted(declarer.info(), declarer.broker().address(), because(reasons)),
        "use RabbitMQ 3.10 or later");
  }

  private static String because(List<String> reasons) {
    return String.join("; ", reasons);
  }

  /**
   * A mode and why it was chosen.
   *
   * @param mode the mode, with all declared that it needs
   * @param reason in a few words
   */
  public record Choice(DelayMode mode, String reason) {}
}
