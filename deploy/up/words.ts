/** Turns an event into one line a person can read: when, what, about whom, by whom. */
import { eventRegistry, publicEventType, type http } from '@chronovisor/contracts';

type Event = http.EventDocument;

const meanings = new Map([...eventRegistry.values()].map(({ type, doc }) => [publicEventType(type), doc]));

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time: the reader's clock is on the same wall. */
const clock = (time: string): string => {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
};

const nouns: Readonly<Record<string, string>> = {
  vms: 'vm',
  volumes: 'volume',
  pools: 'pool',
  images: 'image',
  networks: 'network',
  hosts: 'host',
  nics: 'nic',
};

const about = (subject: string, name: string | undefined): string => {
  const [collection = '', id = ''] = subject.split('/');
  return `${nouns[collection] ?? collection} ${name ?? id.slice(0, 8)}`.trim();
};

const by = ({ actorkind, actorid }: Event): string =>
  actorkind === undefined ? '' : `by ${actorkind} ${actorid ?? ''}`.trim();

const trouble = ({ data }: Event): string | undefined => {
  const { problem, exit } = (data ?? {}) as {
    problem?: { message?: string } | null;
    exit?: { reason?: string } | null;
  };
  return problem?.message ?? (exit === null ? undefined : exit?.reason);
};

export const sentence = (event: Event, name: string | undefined): string => {
  const meaning = trouble(event) ?? meanings.get(event.type) ?? '';
  const cells = [clock(event.time), event.type.padEnd(24), about(event.subject, name).padEnd(18), meaning, by(event)];
  return cells.filter((cell) => cell !== '').join('  ');
};
