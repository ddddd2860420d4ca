/** Turns a "no" of any kind into the problem that is recorded. */
import type { Problem } from '@chronovisor/contracts';

interface SaidNo {
  readonly kind: 'refusal' | 'fault';
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

export const problemOf = ({ code, message, hint }: SaidNo): Problem =>
  hint === undefined ? { code, message } : { code, message, hint };
