/** Decides on which host something new is made: the one asked for, else the connected one with most free memory. */
import { refuse, type Refusal } from '@chronovisor/kernel';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly connected: boolean;
  /** Bytes in all. */
  readonly memory: number;
  /** Bytes free as last told; null before the first heartbeat. */
  readonly memoryFree: number | null;
}

export interface Wish {
  /** An id or a name; null: any. */
  readonly host: string | null;
  /** Bytes the vm will have; null where memory does not matter. */
  readonly memory: number | null;
}

const at = (pointer: string, detail: string) => [{ pointer, detail }];

const notFound = (host: string): Refusal =>
  refuse('host.not-found', `there is no host ${host}`, {
    hint: 'List the hosts to see their names and ids.',
    errors: at('/host', 'no host has this id or name'),
  });

const unavailable = ({ name }: Candidate): Refusal =>
  refuse('host.unavailable', `host ${name} is not connected`, {
    hint: 'Start the host process on it, or choose another host.',
    errors: at('/host', 'this host is not connected'),
  });

const tooLarge = (wanted: number, { name, memory }: Candidate): Refusal =>
  refuse('vm.memory-over-host', `${wanted} bytes of memory are more than host ${name} has (${memory})`, {
    hint: `Ask for at most ${Math.floor(memory / 1024 ** 2)}MiB.`,
    errors: at('/memory', `at most ${memory} bytes on host ${name}`),
  });

const freeOf = ({ memoryFree, memory }: Candidate): number => memoryFree ?? memory;

const roomiest = (hosts: readonly Candidate[]): Candidate | undefined =>
  hosts.toSorted((a, b) => freeOf(b) - freeOf(a) || (a.name < b.name ? -1 : 1)).at(0);

const largest = (hosts: readonly Candidate[]): Candidate | undefined =>
  hosts.toSorted((a, b) => b.memory - a.memory).at(0);

export const place = (wish: Wish, hosts: readonly Candidate[]): Candidate | Refusal => {
  const needed = wish.memory ?? 0;
  if (wish.host !== null) {
    const host = hosts.find(({ id, name }) => id === wish.host || name === wish.host);
    if (host === undefined) return notFound(wish.host);
    if (!host.connected) return unavailable(host);
    return needed > host.memory ? tooLarge(needed, host) : host;
  }
  const connected = hosts.filter((host) => host.connected);
  const chosen = roomiest(connected.filter(({ memory }) => memory >= needed));
  if (chosen !== undefined) return chosen;
  const best = largest(connected);
  return best === undefined
    ? refuse('host.none', 'no host is connected', { hint: 'Start the host process on a machine that runs vms.' })
    : tooLarge(needed, best);
};
