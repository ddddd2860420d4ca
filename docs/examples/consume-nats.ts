/**
 * Reads the events from NATS through a durable consumer: the server remembers what was dealt with, also while nobody reads.
 *
 *   CHRONO_EVENTS_URL="$(cat /var/lib/chronovisor/nats/reader-url)" node docs/examples/consume-nats.ts reader 'evt.vm.>'
 *
 * A reader of the nats-server that `npm start` brings has one consumer, which bears the reader's name, and hears answers under
 * that name only.
 */
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const stream = 'CHRONOVISOR_EVENTS';
const { host, username, password } = new URL(process.env['CHRONO_EVENTS_URL'] ?? 'nats://127.0.0.1:4222');
const [name = username || 'reader', subject = 'evt.>'] = process.argv.slice(2);

const connection = await connect({
  servers: host,
  ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
  inboxPrefix: `_INBOX.${name}`,
  maxReconnectAttempts: -1,
});
// Made once; when it is there already, it goes on where it is.
await (
  await jetstreamManager(connection)
).consumers.add(stream, {
  durable_name: name,
  filter_subject: subject,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
});
const consumer = await jetstream(connection).consumers.get(stream, name);
for await (const message of await consumer.consume()) {
  const event = message.json<{ readonly position: number; readonly type: string; readonly subject: string }>();
  console.log(`${event.position} ${event.type} ${event.subject}`);
  // What is not acknowledged comes again.
  message.ack();
}
