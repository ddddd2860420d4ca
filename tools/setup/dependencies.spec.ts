/** Says when the installed packages count as those of the lock. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { differences, isInstalled, type Lock } from './dependencies.mjs';

const lock: Lock = {
  packages: {
    '': {},
    'libs/kernel': { version: '0.1.0' },
    'node_modules/@chronovisor/kernel': { link: true },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
};

const installed = (change: Lock['packages'] = {}): Lock => ({
  packages: { 'node_modules/@chronovisor/kernel': { link: true }, 'node_modules/zod': { version: '4.6.7' }, ...change },
});

describe('differences from the lock', () => {
  it('are none when every locked package is there', () => {
    expect(differences(lock, installed())).toEqual([]);
  });

  it('name a package in another version', () => {
    expect(differences(lock, installed({ 'node_modules/zod': { version: '4.6.6' } }))).toEqual(['node_modules/zod']);
  });

  it('name a workspace that is not linked', () => {
    expect(differences(lock, { packages: { 'node_modules/zod': { version: '4.6.7' } } })).toEqual([
      'node_modules/@chronovisor/kernel',
    ]);
  });

  it('name a workspace whose command is not there yet', () => {
    const withCommand = {
      packages: { ...lock.packages, 'apps/cli': { version: '0.1.0', bin: { chrono: 'bin/chrono.mjs' } } },
    };
    expect(differences(withCommand, installed({ 'apps/cli': { version: '0.1.0' } }))).toEqual(['apps/cli']);
    expect(differences(withCommand, installed(withCommand.packages))).toEqual([]);
  });

  it('name an optional package only when it is there in another version', () => {
    expect(differences(lock, installed({ 'node_modules/fsevents': { version: '1.0.0' } }))).toEqual([
      'node_modules/fsevents',
    ]);
  });
});

describe('a clone', () => {
  let root = '';
  const write = (path: string, value: unknown): void => writeFileSync(join(root, path), JSON.stringify(value));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'chrono-setup-'));
    write('package-lock.json', lock);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is not installed without node_modules', async () => {
    expect(await isInstalled(root)).toBe(false);
  });

  it('is installed when a developer ran npm by hand', async () => {
    mkdirSync(join(root, 'node_modules'));
    write('node_modules/.package-lock.json', installed());
    expect(await isInstalled(root)).toBe(true);
  });

  it('is not installed any more when the lock changes', async () => {
    mkdirSync(join(root, 'node_modules'));
    write('node_modules/.package-lock.json', installed());
    await isInstalled(root);
    write('package-lock.json', { packages: { ...lock.packages, 'node_modules/zod': { version: '5.0.0' } } });
    expect(await isInstalled(root)).toBe(false);
  });

  it('without a lock stops in words', async () => {
    rmSync(join(root, 'package-lock.json'));
    await expect(isInstalled(root)).rejects.toThrow('package-lock.json is missing');
  });
});
