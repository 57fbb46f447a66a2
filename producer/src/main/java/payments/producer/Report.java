package payments.producer;

import java.time.Duration;
import payments.common.ReportedException;

/**
 * Says how a run ended: what is confirmed, what is in doubt, and where to go on. What is in doubt
 * is named so that it can be looked for, because sending it again may make two of it.
 */
final class Report {
  private Report() {}

  /** Returns what to say when all is confirmed. */
  static String done(Account account, String only, long nanos) {
    if (account.sent() == 1) {
      return "sent " + only;
    }
    double seconds = Math.max(nanos, 1) / (double) Duration.ofSeconds(1).toNanos();
    return "sent %d messages in %.1f s, %.0f a second%s"
        .formatted(
            account.sent(),
            seconds,
            account.sent() / seconds,
            account.sentAgain() == 0
                ? ""
                : "; %d of them twice, with the same message-id".formatted(account.sentAgain()));
  }

  /** Returns what to say when the broker did not take a message. */
  static ReportedException refused(Account account, Ledger.Refused first) {
    long before = first.sent().number() - 1;
    long client = first.sent().client();
    long later = Math.max(0, account.confirmed() - before);
    return new ReportedException(
        account.sent() == 1
            ? "%s was not taken: %s".formatted(first.sent().outgoing().name().get(), first.why())
            : "%d confirmed, then the message for client %d, number %d, was not: %s"
                .formatted(Math.min(before, account.confirmed()), client, before + 1, first.why()),
        "send again from client %d on%s%s"
            .formatted(
                client,
                later == 0
                    ? ""
                    : "; of the next %d, %d are confirmed, too".formatted(Ledger.WINDOW, later),
                account.inDoubt().isEmpty() ? "" : "; " + doubt(account)));
  }

  /** Returns what to say when standard input has something wrong. */
  static ReportedException unreadable(Account account, String why, Throwable cause) {
    return new ReportedException(
        why, "%d before it are confirmed: go on from there".formatted(account.confirmed()), cause);
  }

  /** Returns what to say when the broker ended the connection on purpose. */
  static ReportedException rejected(Account account, Ledger.Rejected why) {
    return why.tookNothing() && account.confirmed() == 0
        ? new ReportedException("nothing was sent: " + why.why(), why.cure())
        : lost(account, why.why(), why.cure());
  }

  /** Returns what to say when there is no connection any more. */
  static ReportedException lost(Account account, String why, String cure) {
    return new ReportedException(
        "%s; %s".formatted(why, state(account)),
        account.sent() == 0 ? cure : cure + "; then " + goOn(account));
  }

  /** Returns what to say when the process is told to end, in one line or two. */
  static String interrupted(Account account) {
    if (account.refused().isPresent()) {
      ReportedException refused = refused(account, account.refused().get());
      return "interrupted: %s%n  %s".formatted(refused.getMessage(), refused.cure());
    }
    return account.sent() == 0
        ? "interrupted: nothing was sent"
        : "interrupted: %s%n  %s".formatted(state(account), goOn(account));
  }

  private static String state(Account account) {
    int inDoubt = account.inDoubt().size();
    if (account.sent() == 1 && inDoubt == 1) {
      return account.inDoubt().get(0).outgoing().name().get()
          + " is in doubt: it is not confirmed, and may be on the broker";
    }
    return inDoubt == 0
        ? account.confirmed() + " confirmed, none in doubt"
        : "%d confirmed, %d in doubt: not confirmed, and perhaps on the broker"
            .formatted(account.confirmed(), inDoubt);
  }

  private static String goOn(Account account) {
    if (account.sent() == 1 && !account.inDoubt().isEmpty()) {
      return doubt(account);
    }
    return "go on after client %d, number %d%s"
        .formatted(
            account.lastClient(),
            account.sent(),
            account.inDoubt().isEmpty() ? "" : "; " + doubt(account));
  }

  private static String doubt(Account account) {
    return account.inDoubt().size() == 1
        ? "look for message-id %s before you send it again, for client %d: it might be there twice"
            .formatted(
                account.inDoubt().get(0).outgoing().message().properties().getMessageId(),
                account.inDoubt().get(0).client())
        : "in doubt are clients %s: look for their messages before you send them again"
            .formatted(account.clientsInDoubt());
  }
}
