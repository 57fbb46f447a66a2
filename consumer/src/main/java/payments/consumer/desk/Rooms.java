package payments.consumer.desk;

import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The deliveries that wait for long, for room elsewhere or for news of others. Once they fill half
 * of the prefetch they get room of their own: a new consumer has all of its prefetch for others.
 */
final class Rooms {
  /** Each costs memory here: so many are enough. */
  private static final int MOST_HELD = 20_000;

  private static final class Room {
    private int held;
    private long heldBytes;

    /** How many of those the present consumer got: they count for its prefetch. */
    private int heldOfPresent;

    private int consumer;
    private boolean making;
  }

  private final int prefetch;
  private final long mostBytes;
  private final Consumer<Effect> effects;
  private final Map<Source, Room> rooms = new EnumMap<>(Source.class);
  private final Set<Delivery> held = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Starts with none.
   *
   * @param mostBytes how much may be held of each queue
   */
  Rooms(int prefetch, long mostBytes, Consumer<Effect> effects) {
    this.prefetch = prefetch;
    this.mostBytes = mostBytes;
    this.effects = effects;
    for (Source source : Source.values()) {
      rooms.put(source, new Room());
    }
  }

  /** A delivery waits for long from now on. */
  void hold(Delivery delivery) {
    if (held.add(delivery)) {
      Room room = rooms.get(delivery.source());
      room.held++;
      room.heldBytes += delivery.size();
      room.heldOfPresent += delivery.consumer() == room.consumer ? 1 : 0;
      makeRoom(delivery.source(), room);
    }
  }

  /** A delivery is settled, whether it waited for long or not. */
  void settled(Delivery delivery) {
    if (!held.isEmpty() && held.remove(delivery)) {
      Room room = rooms.get(delivery.source());
      room.held--;
      room.heldBytes -= delivery.size();
      room.heldOfPresent -= delivery.consumer() == room.consumer ? 1 : 0;
      makeRoom(delivery.source(), room); // there may have been too many held for it
    }
  }

  /** There is a new consumer of a queue. */
  void consuming(Source source, int consumer) {
    Room room = rooms.get(source);
    room.consumer = consumer;
    room.heldOfPresent = 0;
  }

  /** The former one is gone; the new one may be full already. */
  void made(Source source) {
    Room room = rooms.get(source);
    room.making = false;
    makeRoom(source, room);
  }

  private void makeRoom(Source source, Room room) {
    boolean mayHold = room.held < MOST_HELD && room.heldBytes < mostBytes;
    if (!room.making && mayHold && room.heldOfPresent > prefetch / 2) {
      room.making = true;
      effects.accept(new Effect.MakeRoom(source));
    }
  }

  /** Returns how many are held that count for no prefetch any more. */
  int heldOfFormer(Source source) {
    Room room = rooms.get(source);
    return room.held - room.heldOfPresent;
  }
}
