/** Turns an event into one line a person can read: when, what, about whom, by whom. */
import { eventRegistry, publicEventType, type http } from '@chronovisor/contracts';

type Event = http.EventDocument;

/** Names in place of ids, where they are known. */
export interface Names {
  readonly subject: string | undefined;
  readonly actor: string | undefined;
}

const saga = new Set(['saga.started', 'saga.step-dispatched', 'saga.step-succeeded', 'saga.ended']);

/** A saga's book-keeping: what its steps did is told by their own events, and what goes wrong in it is shown. */
export const isInternal = ({ type }: Event): boolean => saga.has(type);

const meanings = new Map([...eventRegistry.values()].map(({ type, doc }) => [publicEventType(type), doc]));

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time: the reader's clock is on the same wall. */
const clock = (time: string): string => {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
};

const nouns: Readonly<Record<string, string>> = {
  operations: 'operation',
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

const by = ({ actorkind, actorid }: Event, name: string | undefined): string =>
  actorkind === undefined ? '' : `by ${actorkind} ${name ?? actorid ?? ''}`.trim();

const trouble = ({ data }: Event): string | undefined => {
  const { problem, exit } = (data ?? {}) as {
    problem?: { message?: string } | null;
    exit?: { reason?: string } | null;
  };
  return problem?.message ?? (exit === null ? undefined : exit?.reason);
};

/** Documentation of an event says more after the first point; a line has room for that one. */
const meaning = (type: string): string => (meanings.get(type) ?? '').split(/[;.]/)[0] ?? '';

export const sentence = (event: Event, names: Names): string => {
  const { time, type, subject } = event;
  const cells = [
    clock(time),
    type.padEnd(26),
    about(subject, names.subject).padEnd(18),
    trouble(event) ?? meaning(type),
    by(event, names.actor),
  ];
  return cells.filter((cell) => cell !== '').join('  ');
};
