package payments.prove.trial;

/** A blow besides those of every trial, for whoever can do more to a broker. */
@FunctionalInterface
public interface Blow {
  /** Strikes; what it takes away is back, or on its way, when this returns. */
  void strike() throws Exception;
}
