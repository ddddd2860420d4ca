/** Holds removals to the folder they were asked in. */
import { join } from 'node:path';

/** The path of a name in a folder; a bug when the name leads out of it. */
export const inFolder = (folder: string, name: string): string => {
  const isOne = name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
  if (!isOne || !folder.startsWith('/') || folder === '/')
    throw new Error(`${JSON.stringify(name)} is no name in the folder ${JSON.stringify(folder)}`);
  return join(folder, name);
};
