/** Whether a path is a regular file that this process may read. */
import { access, constants, stat } from 'node:fs/promises';

const isReadableFile = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

export const missingFiles = async (paths: readonly string[]): Promise<readonly string[]> => {
  const readable = await Promise.all(paths.map(isReadableFile));
  return paths.filter((_path, index) => !readable[index]);
};
