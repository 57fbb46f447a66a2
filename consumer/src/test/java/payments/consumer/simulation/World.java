package payments.consumer.simulation;

/** What all parts of a run have in common. */
record World(Scenario scenario, Timeline timeline, Chance chance, Trace trace, Ledger ledger) {}
