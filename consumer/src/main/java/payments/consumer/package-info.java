/**
 * The consumer: matches payments with clients.
 *
 * <p>The rooms, from top to bottom; each knows only those below it:
 *
 * <ul>
 *   <li>this package: the command line, one {@code Session} after the other, and their end
 *   <li>{@code http}, {@code metrics}: what others see of it
 *   <li>{@code rules}: what is to become of payments and registrations, without I/O
 *   <li>{@code waiting}, {@code clientlog}, {@code paymentslog}, {@code deadletters}: the ways to
 *       wait, whom the consumer knows, what was processed, what was put aside
 *   <li>{@code log}: streams that are read to a mark and followed
 *   <li>{@code delivery}: messages as delivered, what is to become of them, and who does it
 *   <li>{@code event}: what the consumer says
 * </ul>
 *
 * <p>The threads, and what each may do:
 *
 * <ul>
 *   <li><em>main</em> opens sessions, waits for their end and closes them. It may wait, bounded.
 *   <li><em>the channels' workers</em> (the client's pool) get deliveries and records, decide, and
 *       publish: they may block while the broker takes no bytes, which holds back deliveries.
 *   <li><em>the connections' own threads</em> tell of confirms, returns, and ends. They never block
 *       and never wait for an answer: they hand on to the journal, or to <em>later</em>.
 *   <li><em>frames</em>, one a connection, sends what has gathered.
 *   <li><em>journal</em> writes events and settles messages. It alone acknowledges and rejects
 *       them; records of logs are acknowledged by who reads them, and by <em>watch</em>.
 *   <li><em>log</em> writes to standard error, with the time, so that nobody waits for who reads
 *       it.
 *   <li><em>later</em>, one a session, publishes what was refused or held. It may block.
 *   <li><em>at once</em>, one a session, processes what waits for a client that became known.
 *   <li><em>watch</em>, three a session, end it when something stands still.
 *   <li><em>notices</em> says what is waited for.
 *   <li><em>connect</em>, <em>start of …</em>, <em>prepare</em>, <em>room for …</em>, <em>write
 *       back</em>, <em>stop</em>, <em>close</em> and <em>cut</em> are for single tasks that wait.
 *   <li><em>http-…</em> answer requests, and <em>http-timer</em> ends those that are late.
 *   <li><em>shutdown</em>, the virtual machine's hook, asks main for the end and waits for it.
 * </ul>
 *
 * What main, the channels' workers, our callbacks on the connections' threads, <em>journal</em>,
 * <em>later</em> and <em>at once</em> throw unforeseen ends the process with 1: {@code
 * Shutdown.fail}. What a single task throws ends the session, but for <em>prepare</em>, which
 * nobody depends on.
 */
package payments.consumer;
