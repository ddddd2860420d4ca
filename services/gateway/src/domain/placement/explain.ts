/** Tells of each host why it was chosen or passed over, in the words of the rules that `place` decides by. */
import type { Candidate, Wish } from './decide.ts';

export interface Reason {
  readonly host: string;
  readonly name: string;
  readonly chosen: boolean;
  readonly reason: string;
}

const mib = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)}MiB`;

const isAskedFor = ({ host }: Wish, { id, name }: Candidate): boolean => host === id || host === name;

const roomOf = ({ memoryFree, memory }: Candidate): string =>
  memoryFree === null ? `${mib(memory)} of memory, none known to be used` : `${mib(memoryFree)} of memory free`;

const reasonOf = (wish: Wish, candidate: Candidate, chosen: Candidate): string => {
  if (wish.host !== null) return isAskedFor(wish, candidate) ? 'it was asked for' : 'another host was asked for';
  if (!candidate.connected) return 'it is not connected';
  if (wish.memory !== null && candidate.memory < wish.memory)
    return `it has ${mib(candidate.memory)} of memory, and ${mib(wish.memory)} are needed`;
  if (candidate.id === chosen.id) return `it has the most room: ${roomOf(candidate)}`;
  return `it has no more room than ${chosen.name}: ${roomOf(candidate)}`;
};

export const explainPlacement = (wish: Wish, hosts: readonly Candidate[], chosen: Candidate): readonly Reason[] =>
  hosts.map((candidate) => ({
    host: candidate.id,
    name: candidate.name,
    chosen: candidate.id === chosen.id,
    reason: reasonOf(wish, candidate, chosen),
  }));
