/** Secrets that are made once and kept in a file of the data directory that only its owner reads. */
import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rm } from 'node:fs/promises';
import { Fault } from '@chronovisor/kernel';

const OWNER_ONLY = 0o600;
const SECRET = /^[\w-]{43,200}$/;

const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

export interface SecretFile {
  readonly file: string;
  /** Noun of the codes of its faults, and what the file is said to hold: `token`. */
  readonly word: string;
}

const read = async ({ file, word }: SecretFile): Promise<string | null> => {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new Fault(`${word}.unreadable`, `${file} cannot be read`, { retry: 'never', cause: error });
  }
};

/** Written whole under another name first: nobody ever reads half a secret, and of two starts at once one wins. */
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

export const readOrCreateSecret = async (place: SecretFile): Promise<string> => {
  const { file, word } = place;
  if ((await read(place)) === null) await create(file);
  const secret = await read(place);
  if (secret === null || !SECRET.test(secret)) {
    throw new Fault(`${word}.damaged`, `${file} holds no ${word}: remove it to have a new one made`, {
      retry: 'never',
    });
  }
  await chmod(file, OWNER_ONLY);
  return secret;
};
