package payments.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import payments.common.Names;

/** The rows of the table. Each round runs our program and the yardstick, the first in turns. */
final class Rows {
  private static final int DRAINED = 200_000;
  private static final int DRAINED_LONG = 1_000_000;
  private static final int POSTPONED = 100_000;
  private static final int SENT = 200_000;
  private static final int LOGGED = 1_000_000;
  private static final int TAIL = 250_000;
  private static final int RACES = 5_000;
  private static final int RACES_A_SECOND = 500;

  /** After them Java's compilers are nearly done. */
  private static final int WARM_UPS = 6;

  private static final int SCRAPES_A_SECOND = 100;
  private static final int SHORT_RUNS = 3;
  private static final int[] BACKLOGS = {10_000, 100_000, 1_000_000, 3_000_000};
  private static final int[] CLIENTS = {1_000_000, 10_000_000, 100_000_000};
  private static final int[] LOGS = {0, 10_000, 100_000, 1_000_000, 3_000_000};
  private static final int PROBE = 20_000;
  private static final long KNOWN = 1;
  private static final long UNKNOWN = 2;

  /** What PerfTest says before it starts to publish. */
  private static final int LINES_BEFORE_MESSAGES = 4;

  private static final String PREFETCH = "500";
  private static final String LOG_PREFETCH = "2000";
  private static final String WINDOW = "1000";
  private static final String BODY_BYTES = "90";

  /** Those of our messages: they cost a broker more than the body does. */
  private static final String PROPERTIES =
      "contentType=application/json,messageId=4a5d1f9e-30c2-4b5f-a4d7-2b7f1f2f3c4d,x-retry=0,x-delay=0";

  private static final String PERF_TEST = "perf-test";

  /** As that of payment-reprocessor, but for a nack, which PerfTest sends, too. */
  private static final String DELAYED_RETRY =
      "x-queue-type=quorum,x-delayed-retry-type=all,x-delayed-retry-min=3600000,x-delayed-retry-max=3600000";

  private static final String WAIT = "1h";
  private static final String WAITING_QUEUE = "payment-reprocessor.wait.3600000ms";

  private interface Measurement {
    Result run() throws Exception;
  }

  private interface Time {
    double millis() throws Exception;
  }

  private final BenchmarkBroker broker;
  private final int rounds;

  Rows(BenchmarkBroker broker, int rounds) {
    this.broker = broker;
    this.rounds = rounds;
  }

  private Figures compare(Figures figures, Measurement ours, Measurement yardstick)
      throws Exception {
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        Result our = ours.run();
        figures.add(our, yardstick.run());
      } else {
        Result yard = yardstick.run();
        figures.add(ours.run(), yard);
      }
    }
    return figures;
  }

  /** Makes the topology, and one client known. */
  private void prepare(String... options) throws Exception {
    broker.clear(WAITING_QUEUE);
    try (Run consumer = Run.consumer(List.of(), broker, options)) {
      consumer.awaitLines(1);
      try (Run producer = Run.producer(broker, "client", Long.toString(KNOWN))) {
        producer.awaitEnd();
      }
      consumer.awaitLines(2);
    }
  }

  /**
   * Each payment into payments-log, and read back from there. The yardstick is three processes that
   * do the same: a consumer of the queue, a publisher to the stream and a reader of it.
   */
  Figures drain(String queueType) throws Exception {
    prepare("--queue-type", queueType);
    return compare(
        new Figures("drain 200,000 payments", on(queueType), "/s", "≥ 0.9"),
        () -> drained(DRAINED, "--queue-type", queueType),
        this::movedByPerfTest);
  }

  /** Three processes, and one for each other publisher: the clock stops when all are done. */
  private Result movedByPerfTest(String[]... publishers) throws Exception {
    String stream = BenchmarkBroker.YARDSTICK_LOG;
    broker.declareYardstickLog();
    broker.fillPayments(DRAINED, KNOWN);
    List<Run> runs = new ArrayList<>();
    try {
      runs.add(Run.perfTest(broker, consumerOf(Names.PAYMENT_PROCESSOR)));
      runs.add(Run.perfTest(broker, readerOf(stream, "first", DRAINED)));
      runs.add(Run.perfTest(broker, publisherTo("", stream, stream, DRAINED)));
      for (String[] publisher : publishers) {
        runs.add(Run.perfTest(broker, publisher));
      }
      Stopwatch stopwatch = awaitFewerThan(DRAINED, runs.toArray(Run[]::new));
      awaitEmpty(runs.get(0));
      for (Run publisherOrReader : runs.subList(1, runs.size())) {
        publisherOrReader.awaitEnd();
      }
      return stopwatch.stop(DRAINED);
    } finally {
      for (Run run : runs) {
        run.close();
      }
    }
  }

  /**
   * The same with each payment to an exchange before it is in the log, for one bound queue; that of
   * the yardstick is published to the same exchange by one process more.
   */
  Figures drainPublished(String queueType) throws Exception {
    String[] options = {"--queue-type", queueType, "--publish-processed"};
    prepare(options);
    return compare(
        new Figures("drain 200,000 payments, --publish-processed", on(queueType), "/s", "≥ 0.8"),
        () -> {
          broker.bindSink(queueType);
          return drained(DRAINED, options);
        },
        () -> {
          broker.bindSink(queueType);
          return movedByPerfTest(
              publisherTo(Names.PROCESSED_PAYMENTS, "", BenchmarkBroker.SINK, DRAINED));
        });
  }

  /** Draining into the log beside the broker's own shovel, which moves as many to a stream. */
  Figures shovel(String queueType) throws Exception {
    broker.enableShovel();
    prepare("--queue-type", queueType);
    return compare(
        new Figures("drain 200,000 payments, beside the shovel", on(queueType), "/s", "–"),
        () -> drained(DRAINED, "--queue-type", queueType),
        () -> {
          broker.declareYardstickLog();
          broker.fillPayments(DRAINED, KNOWN);
          broker.startShovel(Names.PAYMENT_PROCESSOR, BenchmarkBroker.YARDSTICK_LOG);
          try {
            Stopwatch stopwatch = awaitFewerThan(DRAINED);
            awaitEmpty();
            return stopwatch.stop(DRAINED);
          } finally {
            broker.stopShovel();
          }
        });
  }

  Figures drainWithoutLog(String queueType) throws Exception {
    return drainWithoutLog("drain 200,000 payments, no log", DRAINED, queueType);
  }

  /** The same with so many that the start, with Java's compilers at work, matters less. */
  Figures drainLong(String queueType) throws Exception {
    return drainWithoutLog("drain 1,000,000 payments, no log", DRAINED_LONG, queueType);
  }

  private Result drained(int payments, String... options) throws Exception {
    return drained(payments, () -> {}, options);
  }

  private Result drained(int payments, Runnable atFirst, String... options) throws Exception {
    return drained(Programs.BUILT, payments, atFirst, options);
  }

  private Result drained(Programs programs, int payments, Runnable atFirst, String... options)
      throws Exception {
    broker.fillPayments(payments, KNOWN);
    try (Run consumer = Run.consumer(programs, List.of(), broker, options)) {
      Stopwatch stopwatch = awaitFewerThan(payments, consumer);
      atFirst.run();
      consumer.awaitLines(1 + payments);
      return stopwatch.stop(payments);
    }
  }

  private void awaitEmpty(Run... programs) throws Exception {
    while (broker.ready() > 0) {
      requireAlive(programs);
      Thread.sleep(1);
    }
  }

  private static String[] consumerOf(String queue) {
    return new String[] {"-x", "0", "-y", "1", "-p", "-u", queue, "-q", PREFETCH, "-A", "50"};
  }

  private static String[] publisherTo(String exchange, String routingKey, String queue, int count) {
    return new String[] {
      "-x",
      "1",
      "-y",
      "0",
      "-p",
      "-e",
      exchange,
      "-k",
      routingKey,
      "-u",
      queue,
      "-f",
      "persistent",
      "-c",
      WINDOW,
      "-s",
      BODY_BYTES,
      "-mp",
      PROPERTIES,
      "-C",
      Integer.toString(count)
    };
  }

  private static String[] readerOf(String stream, String offset, int count) {
    return new String[] {
      "-x",
      "0",
      "-y",
      "1",
      "-p",
      "-u",
      stream,
      "-ca",
      "x-stream-offset=" + offset,
      "-q",
      LOG_PREFETCH,
      "-A",
      PREFETCH,
      "-D",
      Integer.toString(count)
    };
  }

  private Figures drainWithoutLog(String row, int payments, String queueType) throws Exception {
    prepare("--queue-type", queueType);
    return compare(
        new Figures(row, on(queueType), "/s", "≥ 0.9"),
        () -> drained(payments, "--queue-type", queueType, "--no-payments-log"),
        () -> {
          broker.fillPayments(payments, KNOWN);
          try (Run perfTest = Run.perfTest(broker, consumerOf(Names.PAYMENT_PROCESSOR))) {
            Stopwatch stopwatch = awaitFewerThan(payments, perfTest);
            awaitEmpty(perfTest);
            return stopwatch.stop(payments);
          }
        });
  }

  /** What is seen by HTTP beside the same without: the yardstick is the consumer itself. */
  Figures drainScraped(String queueType) throws Exception {
    return drainWatched(
        "drain 200,000 payments, --http and a scrape a second",
        queueType,
        "≥ 0.97",
        load -> load.scrape(1));
  }

  Figures drainShown(String queueType) throws Exception {
    return drainWatched(
        "drain 200,000 payments, --http and the page's events read",
        queueType,
        "≥ 0.95",
        HttpLoad::readEvents);
  }

  private Figures drainWatched(
      String row, String queueType, String goal, UnaryOperator<HttpLoad> load) throws Exception {
    prepare("--queue-type", queueType);
    return compare(
        new Figures(row, on(queueType), "/s", goal),
        () -> {
          int port = HttpLoad.freePort();
          try (HttpLoad watching = new HttpLoad(port)) {
            return drained(
                DRAINED,
                () -> load.apply(watching),
                "--queue-type",
                queueType,
                "--http",
                Integer.toString(port));
          }
        },
        () -> drained(DRAINED, "--queue-type", queueType));
  }

  /** Processor time until it is ready. */
  Figures startWithHttp() throws Exception {
    prepare();
    return compare(
        new Figures(
            "start to ready, processor time, with --http", broker.name(), "ms", "≤ 150 ms more"),
        () -> median(() -> processorMillis("--http", Integer.toString(HttpLoad.freePort()))),
        () -> median(this::processorMillis));
  }

  private double processorMillis(String... options) throws Exception {
    try (Run consumer = Run.consumer(List.of(), broker, options)) {
      consumer.awaitLines(1);
      return consumer.processorMillis();
    }
  }

  /** How long a scrape takes, of many, while payments are processed. */
  String scrapes() throws Exception {
    prepare();
    int port = HttpLoad.freePort();
    try (Run consumer = Run.consumer(List.of(), broker, "--http", Integer.toString(port))) {
      consumer.awaitLines(1);
      try (HttpLoad load = new HttpLoad(port).scrape(SCRAPES_A_SECOND)) {
        race(1_000, 1, 200);
        List<Double> millis = load.millis();
        return String.format(
            Locale.ROOT,
            "| %s | %d | %.1f ms | %.1f ms | %,d |",
            broker.name(),
            SCRAPES_A_SECOND,
            Races.percentile(millis, 50),
            Races.percentile(millis, 99),
            millis.size());
      }
    }
  }

  Figures postpone(String mode, String queueType) throws Exception {
    String[] options = {
      "--delay", mode, "--queue-type", queueType, "--delay-step", WAIT, "--max-delay", WAIT
    };
    prepare(options);
    String waitingType = mode.equals("plugin") ? queueType : "quorum";
    return compare(
        new Figures("postpone 100,000 payments", on(queueType) + ", " + mode, "/s", "≥ 0.9"),
        () -> postponed(Programs.BUILT, options),
        () -> {
          try (Run perfTest =
              Run.perfTest(broker, passing(POSTPONED, "x-queue-type=" + waitingType, "-A", "50"))) {
            perfTest.awaitLines(LINES_BEFORE_MESSAGES);
            Stopwatch stopwatch = Stopwatch.start(broker, perfTest);
            double rate = perfTest.awaitEnd().receivingRate();
            return stopwatch.stop(POSTPONED, rate);
          } finally {
            broker.clear(PERF_TEST);
          }
        });
  }

  /**
   * Postponing in {@code native} beside a yardstick that does the same work: one PerfTest drains a
   * queue, while another publishes as many to a queue with delayed retry and gives each back.
   */
  Figures postponeTwice(String queueType) throws Exception {
    String[] options = {
      "--delay", "native", "--queue-type", queueType, "--delay-step", WAIT, "--max-delay", WAIT
    };
    prepare(options);
    return compare(
        new Figures("postpone 100,000, passing twice", on(queueType) + ", native", "/s", "≥ 0.9"),
        () -> postponed(Programs.BUILT, options),
        () -> {
          broker.fillPayments(POSTPONED, UNKNOWN);
          try (Run rejecting = Run.perfTest(broker, passing(POSTPONED, DELAYED_RETRY, "--nack"));
              Run draining = Run.perfTest(broker, consumerOf(Names.PAYMENT_PROCESSOR))) {
            Stopwatch stopwatch = awaitFewerThan(POSTPONED, rejecting, draining);
            awaitEmpty(draining);
            rejecting.awaitEnd();
            return stopwatch.stop(POSTPONED);
          } finally {
            broker.clear(PERF_TEST);
            prepare(options);
          }
        });
  }

  /** Publishes so many to a queue of its own, and takes them from there. */
  private static String[] passing(int count, String queueArguments, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-x", "1", "-y", "1", "-u", PERF_TEST));
    arguments.addAll(List.of("-ad", "false", "-f", "persistent", "-c", PREFETCH, "-q", PREFETCH));
    arguments.addAll(List.of("-s", BODY_BYTES, "-mp", PROPERTIES, "-qa", queueArguments));
    arguments.addAll(List.of("-C", Integer.toString(count), "-D", Integer.toString(count)));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Result postponed(Programs programs, String... options) throws Exception {
    prepare(options);
    broker.fillPayments(POSTPONED, UNKNOWN);
    try (Run consumer = Run.consumer(programs, List.of(), broker, options)) {
      Stopwatch stopwatch = awaitFewerThan(POSTPONED, consumer);
      consumer.awaitLines(1 + POSTPONED);
      return stopwatch.stop(POSTPONED);
    }
  }

  Figures send(String queueType) throws Exception {
    prepare("--queue-type", queueType);
    return compare(
        new Figures("send 200,000 payments", on(queueType), "/s", "≥ 0.9"),
        () -> sent(() -> Run.producer(broker, "payment", "1.." + SENT)),
        () ->
            sent(
                () ->
                    Run.perfTest(
                        broker,
                        "-x",
                        "1",
                        "-y",
                        "0",
                        "-p",
                        "-e",
                        Names.PAYMENTS,
                        "-k",
                        Names.PROCESS_PAYMENT,
                        "-u",
                        Names.PAYMENT_PROCESSOR,
                        "-f",
                        "persistent",
                        "-c",
                        WINDOW,
                        "-s",
                        BODY_BYTES,
                        "-mp",
                        PROPERTIES,
                        "-C",
                        Integer.toString(SENT))));
  }

  private interface Start {
    Run run() throws Exception;
  }

  private Result sent(Start program) throws Exception {
    broker.purge(Names.PAYMENT_PROCESSOR);
    try (Run run = program.run()) {
      while (broker.ready() == 0) {
        run.requireAlive();
        Thread.sleep(1);
      }
      Stopwatch stopwatch = Stopwatch.start(broker, run);
      while (broker.ready() < SENT) {
        run.processorMillis();
        Thread.sleep(1);
      }
      return stopwatch.stop(SENT);
    } finally {
      broker.purge(Names.PAYMENT_PROCESSOR);
    }
  }

  Figures sendOne() throws Exception {
    prepare();
    Figures figures =
        compare(
            new Figures("send one payment, whole process", broker.name(), "ms", "≤ 1.5"),
            () -> median(() -> sentOne(Programs.BUILT)),
            this::minimal);
    broker.purge(Names.PAYMENT_PROCESSOR);
    return figures;
  }

  private double sentOne(Programs programs) throws Exception {
    long start = System.nanoTime();
    try (Run run = Run.producer(programs, broker, "payment", "1")) {
      run.awaitEnd();
      return millis(start);
    }
  }

  Figures start() throws Exception {
    prepare();
    Figures figures =
        compare(
            new Figures("start to ready, empty log", broker.name(), "ms", "≤ 2"),
            () -> median(() -> ready(Programs.BUILT)),
            this::minimal);
    broker.purge(Names.PAYMENT_PROCESSOR);
    return figures;
  }

  private double ready(Programs programs) throws Exception {
    long start = System.nanoTime();
    try (Run consumer = Run.consumer(programs, List.of(), broker)) {
      consumer.awaitLines(1);
      return millis(start);
    }
  }

  private Result minimal() throws Exception {
    return median(
        () -> {
          long start = System.nanoTime();
          try (Run run = Run.minimal(broker, Names.DEAD_LETTERS)) {
            run.awaitEnd();
            return millis(start);
          }
        });
  }

  Figures replay() throws Exception {
    prepare();
    double empty = median(() -> ready(Programs.BUILT)).figure();
    broker.fillLog(LOGGED);
    return replayed("replay 1,000,000 registrations", Names.CLIENTS_LOG, LOGGED, empty);
  }

  /** What was processed last, which a start reads beside the registrations. */
  Figures tail() throws Exception {
    prepare();
    double empty = median(() -> ready(Programs.BUILT)).figure();
    broker.fillPaymentsLog(TAIL, KNOWN);
    return replayed("read 250,000 processed payments", Names.PAYMENTS_LOG, TAIL, empty);
  }

  private Figures replayed(String row, String stream, int records, double emptyMillis)
      throws Exception {
    return compare(
        new Figures(row, broker.name(), "/s", "≥ 0.8"),
        () -> Result.of(records / ((ready(Programs.BUILT) - emptyMillis) / 1_000)),
        () -> {
          try (Run perfTest = Run.perfTest(broker, readerOf(stream, "first", records))) {
            return Result.of(perfTest.awaitEnd().receivingRate());
          }
        });
  }

  /**
   * From the confirm of a registration at its sender to the event of its payment, which came before
   * it: 5,000 of them a round, 500 a second, by the same consumers, after a minute of others that
   * warms the programs up.
   *
   * @param leastGap how long before, at least, in milliseconds
   * @param mostGap at most
   * @param others payments of another client that wait meanwhile
   */
  String atOnce(int consumers, int leastGap, int mostGap, int others) throws Exception {
    List<Double> medians = new ArrayList<>();
    List<Double> most = new ArrayList<>();
    prepare();
    List<Run> runs = new ArrayList<>();
    try {
      for (int i = 0; i < consumers; i++) {
        runs.add(Run.consumer(List.of(), broker));
        runs.get(i).awaitLines(1);
      }
      for (int race = 1; race <= WARM_UPS + rounds; race++) {
        if (race == WARM_UPS + 1 && others > 0) {
          broker.fillPayments(others, UNKNOWN);
          Thread.sleep(2_000);
        }
        Map<Long, Instant> registered = race((long) race * RACES, leastGap, mostGap);
        List<Double> millis = Races.lateness(registered, runs);
        if (race > WARM_UPS) {
          medians.add(Races.percentile(millis, 50));
          most.add(Races.percentile(millis, 99));
        }
      }
    } finally {
      for (Run run : runs) {
        run.close();
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d to %d ms | %,d | %.0f ms | %.0f ms |",
        broker.name(),
        consumers,
        leastGap,
        mostGap,
        others,
        Figures.median(medians),
        Figures.median(most));
  }

  private Map<Long, Instant> race(long first, int leastGap, int mostGap) throws Exception {
    return Races.run(broker, first, RACES, RACES_A_SECOND, leastGap, mostGap);
  }

  /** What a payment costs, and how large the heap is, beside ever more that wait. */
  List<String> backlog(String mode) throws Exception {
    String[] options = {"--delay", mode, "--delay-step", WAIT, "--max-delay", WAIT};
    prepare(options);
    List<String> lines = new ArrayList<>();
    try (Run consumer = Run.consumer(List.of("-Xmx64m"), broker, options)) {
      consumer.awaitLines(1);
      probe(consumer); // to warm up
      int waiting = 0;
      for (int backlog : BACKLOGS) {
        long before = consumer.lines();
        broker.fillPayments(backlog - waiting, UNKNOWN);
        consumer.awaitLines(before + backlog - waiting);
        waiting = backlog;
        lines.add(
            String.format(
                Locale.ROOT,
                "| %s, %s | %,d | %s | %.1f MB |",
                broker.name(),
                mode,
                backlog,
                probe(consumer),
                consumer.heapBytes() / 1e6));
      }
    } finally {
      broker.clear(WAITING_QUEUE);
    }
    return lines;
  }

  /** Returns time and processor time, ours and the broker's, for each payment of a known client. */
  private String probe(Run consumer) throws Exception {
    List<Double> micros = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> brokers = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      long before = consumer.lines();
      Stopwatch stopwatch = Stopwatch.start(broker, consumer);
      broker.fillPayments(PROBE, KNOWN);
      consumer.awaitLines(before + PROBE);
      Result result = stopwatch.stop(PROBE);
      micros.add(1e6 / result.figure());
      ours.add(result.programMicros());
      brokers.add(result.brokerMicros());
    }
    return String.format(
        Locale.ROOT,
        "%.1f µs | %.1f + %.1f µs",
        Figures.median(micros),
        Figures.median(ours),
        Figures.median(brokers));
  }

  /**
   * The programs beside those of another version, which are the yardstick. Payments go into no log,
   * for earlier versions have none.
   */
  List<Figures> former(Programs former, List<String> modes) throws Exception {
    String[] noLog = {"--no-payments-log"};
    String[] formerNoLog = former.takes(noLog[0]) ? noLog : new String[0];
    List<Figures> all = new ArrayList<>();
    prepare();
    all.add(
        compare(
            new Figures("drain 200,000, no log, beside former", broker.name(), "/s", "≥ 0.95"),
            () -> drained(Programs.BUILT, DRAINED, () -> {}, noLog),
            () -> drained(former, DRAINED, () -> {}, formerNoLog)));
    for (String mode : modes) {
      String[] options = {"--delay", mode, "--delay-step", WAIT, "--max-delay", WAIT};
      all.add(
          compare(
              new Figures(
                  "postpone 100,000, beside former", broker.name() + ", " + mode, "/s", "≥ 0.95"),
              () -> postponed(Programs.BUILT, options),
              () -> postponed(former, options)));
    }
    prepare();
    all.add(
        compare(
            new Figures("send one payment, beside former", broker.name(), "ms", "≤ 1.05"),
            () -> median(() -> sentOne(Programs.BUILT)),
            () -> median(() -> sentOne(former))));
    broker.purge(Names.PAYMENT_PROCESSOR);
    all.add(
        compare(
            new Figures(
                "start to ready, empty logs, beside former", broker.name(), "ms", "≤ 30 ms more"),
            () -> median(() -> ready(Programs.BUILT)),
            () -> median(() -> ready(former))));
    return all;
  }

  /** Memory of ever more clients, each time in a process of its own. */
  static List<String> clientMemory() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int count : CLIENTS) {
      try (Run run = Run.clientSet("memory", Integer.toString(count))) {
        double bytes = Double.parseDouble(run.awaitEnd().text().strip());
        lines.add(
            String.format(
                Locale.ROOT, "| %,d | %,.0f MB | %.1f B |", count, bytes / 1e6, bytes / count));
      }
    }
    return lines;
  }

  /** How long a start takes beside ever longer logs. */
  List<String> startBesideLogs() throws Exception {
    prepare();
    List<String> lines = new ArrayList<>();
    int logged = 0;
    for (int length : LOGS) {
      broker.fillLog(length - logged);
      broker.fillPaymentsLog(length - logged, KNOWN);
      logged = length;
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,.1f s |",
              broker.name(),
              length,
              median(() -> ready(Programs.BUILT)).figure() / 1_000));
    }
    return lines;
  }

  /** Bytes a client, and nanoseconds for a look-up; no broker takes part. */
  static List<Figures> clientSet(int rounds) throws Exception {
    List<Figures> all = new ArrayList<>();
    for (String ids : List.of("random", "consecutive")) {
      Figures bytes = new Figures("client set, bytes a client", ids + " ids", "B", "≤ 24 B");
      Figures present = new Figures("client set, look-up of a client", ids + " ids", "ns", "≤ 1");
      Figures absent = new Figures("client set, look-up of another", ids + " ids", "ns", "≤ 1");
      for (int round = 0; round < rounds; round++) {
        double[] ours = clientSet("ours", ids);
        double[] hashSet = clientSet("HashSet", ids);
        bytes.add(Result.of(ours[0]), Result.of(hashSet[0]));
        present.add(Result.of(ours[1]), Result.of(hashSet[1]));
        absent.add(Result.of(ours[2]), Result.of(hashSet[2]));
      }
      all.addAll(List.of(bytes, present, absent));
    }
    return all;
  }

  private static double[] clientSet(String set, String ids) throws Exception {
    try (Run run = Run.clientSet(set, ids)) {
      String[] numbers = run.awaitEnd().text().strip().split(" ");
      return List.of(numbers).stream().mapToDouble(Double::parseDouble).toArray();
    }
  }

  private static Result median(Time time) throws Exception {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < SHORT_RUNS; i++) {
      values.add(time.millis());
    }
    return Result.of(Figures.median(values));
  }

  private String on(String queueType) {
    return broker.name() + ", " + queueType;
  }

  private Stopwatch awaitFewerThan(long count, Run... runs) throws Exception {
    while (broker.ready() >= count) {
      requireAlive(runs);
      Thread.sleep(1);
    }
    return Stopwatch.start(broker, runs);
  }

  private static void requireAlive(Run... runs) {
    for (Run run : runs) {
      run.requireAlive();
    }
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
