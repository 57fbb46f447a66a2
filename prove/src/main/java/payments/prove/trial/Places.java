package payments.prove.trial;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import payments.prove.trial.Consumers.Member;

/** The consumers by their places: who is killed is replaced, and how long that took is known. */
final class Places {
  private record Kill(int place, Instant at) {}

  private record Cut(List<Integer> atWork, Instant at) {}

  private final Consumers consumers;
  private final List<List<Member>> members = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();

  /** Starts a consumer in each place. */
  Places(Consumers consumers, int number) throws IOException {
    this.consumers = consumers;
    for (int i = 0; i < number; i++) {
      members.add(new ArrayList<>(List.of(consumers.launch())));
    }
  }

  /** Returns who is in a place now. */
  Member in(int place) {
    List<Member> all = members.get(place);
    return all.get(all.size() - 1);
  }

  List<Member> all() {
    List<Member> all = new ArrayList<>();
    for (int place = 0; place < members.size(); place++) {
      all.add(in(place));
    }
    return all;
  }

  void awaitReady() throws InterruptedException {
    for (Member each : all()) {
      each.awaitReady();
    }
  }

  /** Waits until all are back from the last kills and cuts. */
  void awaitBack() throws InterruptedException {
    awaitReady();
    Instant lastCut = cuts.isEmpty() ? Instant.MIN : cuts.get(cuts.size() - 1).at();
    for (Member each : all()) {
      while (each.ready().stream().noneMatch(lastCut::isBefore)) {
        each.await("ready", each.ready().size() + 1);
      }
    }
  }

  void requireAlive() throws InterruptedException {
    for (Member each : all()) {
      each.requireAlive();
    }
  }

  /** Kills who is there, and starts another. */
  void replace(int place) throws IOException, InterruptedException {
    kills.add(new Kill(place, Instant.now()));
    in(place).kill();
    members.get(place).add(consumers.launch());
  }

  /** Notes that all connections are cut now. */
  void cut() {
    List<Integer> atWork = new ArrayList<>();
    for (int place = 0; place < members.size(); place++) {
      if (!in(place).ready().isEmpty()) {
        atWork.add(place);
      }
    }
    cuts.add(new Cut(atWork, Instant.now()));
  }

  /** Kills all, and starts one. */
  Member replaceAll() throws IOException, InterruptedException {
    for (Member each : all()) {
      each.kill();
    }
    members.clear();
    members.add(new ArrayList<>(List.of(consumers.launch())));
    return in(0);
  }

  List<Duration> awayAfterKills() {
    return kills.stream()
        .map(kill -> away(kill.place(), kill.at()))
        .flatMap(Optional::stream)
        .toList();
  }

  List<Duration> awayAfterCuts() {
    return cuts.stream()
        .map(
            cut ->
                cut.atWork().stream()
                    .map(place -> away(place, cut.at()))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder()))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Duration> away(int place, Instant since) {
    return members.get(place).stream()
        .flatMap(member -> member.ready().stream())
        .filter(ready -> ready.isAfter(since))
        .min(Comparator.naturalOrder())
        .map(ready -> Duration.between(since, ready));
  }
}
