/** What an onlooker may see of the dialogue: every command, answer and event with its times, and no secret. */
import type { Json } from '@chronovisor/kernel';

export type QmpTraceEntry = { readonly at: number } & (
  | {
      readonly kind: 'sent';
      readonly id: number;
      readonly command: string;
      readonly arguments?: unknown;
      readonly outOfBand: boolean;
    }
  | {
      readonly kind: 'reply';
      readonly id: number;
      readonly command: string;
      readonly tookMs: number;
      readonly value: unknown;
    }
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly command: string;
      readonly tookMs: number;
      readonly class: string;
      readonly description: string;
    }
  /** No answer came in time, or at all; `why` is the code of the fault the caller got. A late answer still shows as `reply`. */
  | {
      readonly kind: 'lost';
      readonly id: number;
      readonly command: string;
      readonly tookMs: number;
      readonly why: string;
    }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown; readonly sentAt: number }
);

export type OnTrace = (entry: QmpTraceEntry) => void;

const hidden = '(hidden)' satisfies Json;
const secretMembers: Readonly<Record<string, readonly string[]>> = {
  set_password: ['password'],
  change_vnc_password: ['password'],
  'change-vnc-password': ['password'],
  'object-add': ['data'],
};

/** Commands that carry a secret carry it in a known member, so the rest of them stays readable. */
export const withoutSecrets = (command: string, argument: object | undefined): object | undefined => {
  const members = secretMembers[command];
  if (members === undefined || argument === undefined) return argument;
  return Object.fromEntries(
    Object.entries(argument).map(([name, value]) => [name, members.includes(name) ? hidden : value]),
  );
};

/** Calls code that is not ours. What it throws must not tear the line down, and must not disappear: it surfaces as an uncaught exception. */
export const callOutside = <T>(call: () => T): T | undefined => {
  try {
    return call();
  } catch (error) {
    surface(error);
    return undefined;
  }
};

export const surface = (error: unknown): void =>
  queueMicrotask(() => {
    throw error;
  });
