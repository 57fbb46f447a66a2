/**
 * The consumer: matches payments with clients.
 *
 * <p>A payment's way: {@code broker.Inbox} gets its message, {@code broker.Messages} reads it,
 * {@code desk.Desk} decides, {@code broker.Carrier} does what was decided, and {@code
 * broker.Journal} writes the event and settles the message. {@code broker.PaymentsLog} reads back
 * what was decided, here and elsewhere.
 *
 * <p>The rooms, from top to bottom; each knows only those below it:
 *
 * <ul>
 *   <li>this package: the command line, one {@code Session} after the other, and their end
 *   <li>{@code http}, {@code metrics}: what others see of it
 *   <li>{@code broker}: deliveries, publishing, the two logs: it decides nothing
 *   <li>{@code delay}: the ways to wait on a broker
 *   <li>{@code deadletters}: the commands on what was put aside
 *   <li>{@code desk}: all that is decided, without broker, clock, threads and I/O
 *   <li>{@code event}: what the consumer says
 * </ul>
 *
 * <p>The words, one meaning each:
 *
 * <ul>
 *   <li><em>record</em>: a message in a log; of each payment the first counts, others are
 *       <em>void</em>
 *   <li><em>mark</em>: a record that holds no payment: it asks whether all is read, or tells of a
 *       decision
 *   <li><em>hint</em>: a payment that waits on the broker, as this process remembers it
 *   <li><em>held</em>: a delivery that waits for room elsewhere, or for news of others
 *   <li><em>under way</em>: a payment whose record is published and not read back
 *   <li><em>copy</em>: what is published of a delivery so that it waits
 *   <li><em>desk</em>: decides; <em>carrier</em>: does it; an <em>input</em> is what a desk is
 *       told, an <em>effect</em> what it wants done
 * </ul>
 *
 * <p>The threads, and what each may do:
 *
 * <ul>
 *   <li><em>main</em> opens sessions, waits for their end and closes them. It may wait, bounded.
 *   <li><em>the channels' workers</em> (the client's pool) get deliveries and records, and tell the
 *       desk. Those of queues publish, and may block while the broker takes no bytes, which holds
 *       back deliveries; those of logs never block.
 *   <li><em>the connections' own threads</em> tell of confirms, returns, and ends. They never block
 *       and never wait for an answer: they hand on to the journal, or to <em>later</em>.
 *   <li><em>frames</em>, one a connection, sends what has gathered.
 *   <li><em>journal</em> writes events and settles messages. It alone acknowledges and rejects
 *       them; records of logs are acknowledged by who reads them, and by <em>watch</em>.
 *   <li><em>log</em> writes to standard error, with the time, so that nobody waits for who reads
 *       it.
 *   <li><em>later</em>, one a session, publishes what is decided beside deliveries. It may block.
 *   <li><em>watch</em>, three a session, end it when something stands still.
 *   <li><em>notices</em> says what is waited for.
 *   <li><em>connect</em>, <em>start of …</em>, <em>prepare</em>, <em>room for …</em>, <em>write
 *       back</em>, <em>stop</em>, <em>close</em> and <em>cut</em> are for single tasks that wait.
 *   <li><em>http-…</em> answer requests, and <em>http-timer</em> ends those that are late.
 *   <li><em>shutdown</em>, the virtual machine's hook, asks main for the end and waits for it.
 * </ul>
 *
 * What main, the channels' workers, our callbacks on the connections' threads, <em>journal</em> and
 * <em>later</em> throw unforeseen ends the process with 1: {@code Shutdown.fail}. What a single
 * task throws ends the session, but for <em>prepare</em>, which nobody depends on.
 */
package payments.consumer;
