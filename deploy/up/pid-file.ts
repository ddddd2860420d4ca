/** Pid files for operators and scripts: they appear whole, and go with their process. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export const writePidFile = (file: string, pid: number): void => {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.new`;
  writeFileSync(unfinished, `${pid}\n`);
  renameSync(unfinished, file);
};

/** Leaves the file alone when it names another process by now. */
export const removePidFile = (file: string, pid: number): void => {
  try {
    if (Number(readFileSync(file, 'utf8')) === pid) rmSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};
