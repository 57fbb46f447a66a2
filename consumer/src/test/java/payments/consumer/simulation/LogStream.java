package payments.consumer.simulation;

import java.util.ArrayList;
import java.util.List;
import payments.common.amqp.Message;

/** A stream: all its readers get its records in one order, each with a lag of its own. */
final class LogStream {
  final String name;
  private final List<Message> records = new ArrayList<>();
  private final List<LogFollower> followers = new ArrayList<>();
  private boolean there = true;

  LogStream(String name) {
    this.name = name;
  }

  boolean isThere() {
    return there;
  }

  void declare() {
    there = true;
  }

  void append(Message record) {
    records.add(record);
    List.copyOf(followers).forEach(LogFollower::wake);
  }

  int size() {
    return records.size();
  }

  Message get(int offset) {
    return records.get(offset);
  }

  void add(LogFollower follower) {
    followers.add(follower);
    follower.wake();
  }

  void remove(LogFollower follower) {
    followers.remove(follower);
  }

  /** Somebody deletes it: its readers are told. */
  void delete() {
    there = false;
    records.clear();
    List.copyOf(followers).forEach(LogFollower::cancelled);
    followers.clear();
  }
}
