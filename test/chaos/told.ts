/** What readers and webhooks were told, held against the log: everything, in order, and nothing that never was. */
import type { http } from '@chronovisor/contracts';
import { eventually } from '@chronovisor/testing';
import type { House } from '../e2e/support/house.ts';
import { readLog } from './log.ts';
import type { Reader, Told } from './reader.ts';
import type { Received, Receiver } from './receiver.ts';
import { allOf } from './shown.ts';

type Findings = readonly string[];

/** Streams whose events are nobody's business outside; of all others everything is told. */
const PRIVATE = /^(audit|claim|budget|idempotency|deliveries)-/;
const TOLD_WITHIN_MS = 60_000;
/** Of one kind of breach a few are enough. */
const SOME = 5;

export interface Ears {
  readonly reader: Reader;
  readonly receiver: Receiver;
  /** The webhook that hears of everything from the beginning of the run on. */
  readonly webhookId: string;
}

const some = (what: string, found: readonly unknown[]): Findings =>
  found.length === 0 ? [] : [`${found.length} ${what}: ${JSON.stringify(found.slice(0, SOME))}`];

const publicEvents = (dataDir: string): readonly Told[] =>
  readLog(dataDir)
    .filter(({ stream }) => !PRIVATE.test(stream))
    .map(({ position, id }) => ({ position, id }));

const missingIn = (told: readonly Told[], wanted: readonly Told[]): readonly Told[] => {
  const heard = new Set(told.map(({ id }) => id));
  return wanted.filter(({ id }) => !heard.has(id));
};

/** Once each, in the order of the log. */
const readerFindings = (told: readonly Told[], due: readonly Told[], log: readonly Told[]): Findings => {
  const known = new Map(log.map(({ position, id }) => [position, id]));
  return [
    ...some('events were not told to a reader that always came back', missingIn(told, due)),
    ...some(
      'events were told to a reader out of order or again',
      told.filter(({ position }, index) => index > 0 && position <= (told[index - 1]?.position ?? 0)),
    ),
    ...some(
      'events were told to a reader that the log does not have',
      told.filter(({ position, id }) => known.get(position) !== id),
    ),
  ];
};

const inventedFindings = (received: readonly Received[], events: readonly Told[]): Findings => {
  const known = new Map(events.map(({ position, id }) => [position, id]));
  const real = received.filter(({ type }) => !type.startsWith('webhook.test'));
  return [
    ...some(
      'deliveries are of no event of the log',
      real.filter(({ position, id }) => known.get(position) !== id),
    ),
    ...some(
      'deliveries have another id in the header than in the body',
      received.filter(({ header, id }) => header !== id),
    ),
  ];
};

/** Again is allowed; a first time that comes after a later event is not. */
const orderFindings = (taken: readonly Received[]): Findings => {
  const seen = new Set<string>();
  let highest = 0;
  const wrong = taken.filter(({ id, position }) => {
    const isNew = !seen.has(id);
    seen.add(id);
    const isLate = isNew && position < highest;
    highest = Math.max(highest, position);
    return isLate;
  });
  return some('deliveries came out of order', wrong);
};

const deliveredFindings = async ({ api }: House, receiver: Receiver): Promise<Findings> => {
  const got = new Set(receiver.received.map(({ id }) => id));
  const findings: string[] = [];
  for (const { id, name } of await allOf(api, 'webhooks')) {
    const { body } = await api.get(`/webhooks/${id}/deliveries?limit=1000`);
    const said = (body['items'] as readonly http.DeliveryDocument[]).filter(({ outcome }) => outcome === 'delivered');
    findings.push(
      ...some(
        `events are recorded as delivered to ${name} and were not received`,
        said.filter(({ eventId }) => !got.has(eventId)).map(({ eventId }) => eventId),
      ),
    );
  }
  return findings;
};

/** All that was there when it was looked; afterwards there may be more. */
const untilTold = async (wanted: () => readonly Told[]): Promise<void> => {
  await eventually(() => wanted().length === 0, { withinMs: TOLD_WITHIN_MS }).catch(() => null);
};

export const toldFindings = async (house: House, { reader, receiver, webhookId }: Ears): Promise<Findings> => {
  const events = publicEvents(house.dataDir);
  receiver.calm();
  // Every change tries at once, however long it would have waited.
  for (const { id } of await allOf(house.api, 'webhooks'))
    await house.api.perform('PATCH', `/webhooks/${id}`, { labels: { calm: 'yes' } });
  const born = readLog(house.dataDir).find(
    ({ type, data }) => type === 'gateway.WebhookCreated' && data['webhookId'] === webhookId,
  );
  const due = events.filter(({ position }) => position > (born?.position ?? 0));
  const taken = (): readonly Received[] => receiver.received.filter((one) => one.taken && one.hook === '/all');
  await Promise.all([untilTold(() => missingIn(reader.told, events)), untilTold(() => missingIn(taken(), due))]);
  const [heard, received] = [[...reader.told], [...receiver.received]];
  const log = publicEvents(house.dataDir);
  return [
    ...readerFindings(heard, events, log),
    ...some('events were never delivered to a webhook of everything', missingIn(taken(), due)),
    ...inventedFindings(received, log),
    ...orderFindings(taken()),
    ...(await deliveredFindings(house, receiver)),
  ];
};
