/** The administrator's token: made at the first start, kept in a file only its owner reads, compared in constant time. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@chronovisor/kernel';

const FILE = 'admin-token';
const OWNER_ONLY = 0o600;
const TOKEN = /^[\w-]{43,200}$/;

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

const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

const read = async (file: string): Promise<string | null> => {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new Fault('token.unreadable', `${file} cannot be read`, { retry: 'never', cause: error });
  }
};

/** Written whole under another name first: nobody ever reads half a token, and of two starts at once one wins. */
const create = async (file: string): Promise<void> => {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

export const readOrCreateAdminToken = async (dataDir: string): Promise<AdminToken> => {
  const file = join(dataDir, FILE);
  if ((await read(file)) === null) await create(file);
  const token = await read(file);
  if (token === null || !TOKEN.test(token)) {
    throw new Fault('token.damaged', `${file} holds no token: remove it to have a new one made`, { retry: 'never' });
  }
  await chmod(file, OWNER_ONLY);
  return new AdminToken(token);
};
