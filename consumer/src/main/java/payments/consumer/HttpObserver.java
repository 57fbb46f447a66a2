package payments.consumer;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import payments.common.ReportedException;
import payments.consumer.desk.Reason;
import payments.consumer.desk.RetrySchedule;
import payments.consumer.event.Event;
import payments.consumer.http.HttpAddress;
import payments.consumer.http.HttpService;
import payments.consumer.metrics.State;
import payments.consumer.metrics.Tally;

/** Shows by HTTP what the consumer does. Without {@code --http} nothing of it is loaded. */
final class HttpObserver implements Observer {
  private final Tally tally;
  private final HttpService service;
  private volatile State state = State.of("not connected to the broker yet", 0);

  /**
   * Starts to listen.
   *
   * @param address as it was given
   * @throws payments.common.cli.UsageException if it is none
   * @throws ReportedException if it cannot listen there
   */
  HttpObserver(String address, RetrySchedule schedule) {
    List<String> deadLetters = Arrays.stream(Reason.values()).map(Reason::toString).toList();
    tally = new Tally(schedule, deadLetters, Lost.REASONS);
    String version = HttpObserver.class.getPackage().getImplementationVersion();
    service =
        new HttpService(
            HttpAddress.parse(address),
            tally,
            () -> state,
            version == null ? "(not packaged)" : version);
  }

  @Override
  public void happened(Instant time, Event event) {
    service.accept(time, event);
  }

  @Override
  public void begins(Session session) {
    session.onConfirm(tally::confirmed);
    state = new SessionState(session, tally);
  }

  @Override
  public void ended(String why) {
    state = State.of(why, state.voidRecords());
  }
}
