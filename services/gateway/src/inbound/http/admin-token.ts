/** The administrator's token: made at the first start, kept in a file only its owner reads, compared in constant time. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateSecret } from '@chronovisor/nest';

const FILE = 'admin-token';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class AdminToken {
  readonly #digest: Buffer;
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
    this.#digest = digest(token);
  }

  /** Both sides are hashed, so that neither length nor content shows in the time it takes. */
  is(presented: string): boolean {
    return timingSafeEqual(digest(presented), this.#digest);
  }

  /** A key for another purpose that lives as long as the token. */
  keyFor(purpose: string): Buffer {
    return createHmac('sha256', this.#token).update(purpose).digest();
  }
}

export const readOrCreateAdminToken = async (dataDir: string): Promise<AdminToken> =>
  new AdminToken(await readOrCreateSecret({ file: join(dataDir, FILE), word: 'token' }));
