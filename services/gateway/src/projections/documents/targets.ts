/** From a stream to the thing it is about: the same words in operations, events and history. */

const NOUNS: Readonly<Record<string, string>> = {
  vm: 'vms',
  group: 'groups',
  schedule: 'schedules',
  host: 'hosts',
  pool: 'pools',
  volume: 'volumes',
  image: 'images',
  network: 'networks',
  nic: 'nics',
  project: 'projects',
  devices: 'hosts',
  saga: 'operations',
  bulk: 'operations',
  operation: 'operations',
  audit: 'audit',
  webhook: 'webhooks',
};

/** `vm-<id>` is about `vms/<id>`; null for streams that are nobody's business outside. */
export const subjectOf = (stream: string): string | null => {
  const dash = stream.indexOf('-');
  const noun = NOUNS[stream.slice(0, dash)];
  return noun === undefined ? null : `${noun}/${stream.slice(dash + 1)}`;
};

/** Streams about many vms, or about one that they are not named after: each event of them names its vm. */
const SHARED = /^(dependencies$|readiness-)/;

interface Told {
  readonly stream: string;
  readonly data: unknown;
}

export const subjectOfEvent = ({ stream, data }: Told): string | null =>
  SHARED.test(stream) ? `vms/${(data as { readonly vmId: string }).vmId}` : subjectOf(stream);

/** The path clients follow. Sagas name their target without the API's root. */
export const pathOf = (target: string): string =>
  target.startsWith('/api/') ? target : `/api/v1/${target.replace(/^\//, '')}`;
