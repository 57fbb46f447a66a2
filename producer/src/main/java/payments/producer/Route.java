package payments.producer;

/**
 * Where messages of one kind go.
 *
 * @param exchange that they are published to
 * @param queue that takes them from there
 */
record Route(String exchange, String queue) {}
