/** Cursors: opaque to clients, signed so that only what we gave out comes back, and bound to the list they were made for. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '@chronovisor/kernel';
import { HttpProblem } from './http-problem.ts';

const SEAL_BYTES = 12;

const invalid = (): HttpProblem =>
  new HttpProblem(
    refuse('cursor.invalid', 'this cursor was not given out for this list', {
      hint: 'Use nextCursor of the last page, with the same filter; or start again without a cursor.',
      errors: [{ pointer: '?cursor', detail: 'not a cursor of this list' }],
    }),
  );

export class Cursors {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** `list` says which list, filtered how. */
  seal(list: string, last: string): string {
    return `${Buffer.from(last).toString('base64url')}.${this.#seal(list, last).toString('base64url')}`;
  }

  open(list: string, cursor: string): string {
    const [text = '', seal = ''] = cursor.split('.');
    const last = Buffer.from(text, 'base64url').toString();
    const given = Buffer.from(seal, 'base64url');
    if (given.length !== SEAL_BYTES || !timingSafeEqual(given, this.#seal(list, last))) throw invalid();
    return last;
  }

  #seal(list: string, last: string): Buffer {
    return createHmac('sha256', this.#key).update(list).update('\0').update(last).digest().subarray(0, SEAL_BYTES);
  }
}
