/** Says when a data folder is closed to others, on the file system of this machine. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { closeToOthers } from './data-folder.ts';

let folder = '';
const data = (): string => join(folder, 'data');
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const openFolder = (mode: number, ...names: string[]): void => {
  mkdirSync(data());
  for (const name of names) writeFileSync(join(data(), name), '');
  chmodSync(data(), mode);
};

describe('a data folder', () => {
  it('is made with what is above it, for its owner alone', () => {
    const deep = join(data(), 'a', 'b');
    expect(closeToOthers(deep)).toBe(true);
    expect(modeOf(deep)).toBe(0o700);
  });

  it.each([0o755, 0o750, 0o711, 0o1777])('of mode %o is closed when nothing but ours is in it', (mode) => {
    openFolder(mode, 'admin-token', 'events.sqlite', 'events.sqlite-wal', 'run');
    for (let time = 0; time < 2; time += 1) expect(closeToOthers(data())).toBe(true);
    expect(modeOf(data())).toBe(0o700);
  });

  it('that is empty is closed', () => {
    openFolder(0o755);
    expect(closeToOthers(data())).toBe(true);
    expect(modeOf(data())).toBe(0o700);
  });

  it('that holds what is not ours stays as it is, and this is told', () => {
    openFolder(0o755, 'admin-token', 'www');
    expect(closeToOthers(data())).toBe(false);
    expect(modeOf(data())).toBe(0o755);
  });

  it('that others cannot enter is taken as it is', () => {
    openFolder(0o700, 'www');
    expect(closeToOthers(data())).toBe(true);
    expect(modeOf(data())).toBe(0o700);
  });
});
