package payments.common;

import static java.util.Objects.requireNonNull;

/**
 * A client as announced by a registration.
 *
 * @param id number of the client, above 0
 * @param name what people call it
 */
public record Client(long id, String name) {
  public Client {
    requireNonNull(name, "name");
    if (id <= 0) {
      throw new IllegalArgumentException("id must be above 0, was " + id);
    }
  }
}
