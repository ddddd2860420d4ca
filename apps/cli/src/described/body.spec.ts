import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { operations } from '../../generated/commands.ts';
import { addBodyFlags, addFileFlag, bodyFrom } from './body.ts';
import { flagName } from './flags.ts';
import { partParsers } from './parts.ts';
import type { Field } from './spec.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-body-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fieldsOf = (id: string): readonly Field[] => operations.find((spec) => spec.id === id)?.body ?? [];

const bodyOf = (id: string, argv: readonly string[], stdin = ''): Promise<unknown> => {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addBodyFlags(command, fieldsOf(id), id.startsWith('update'));
  addFileFlag(command);
  command.parse(argv, { from: 'user' });
  return bodyFrom(fieldsOf(id), command.opts(), Readable.from([Buffer.from(stdin)]));
};

const fileWith = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('the body of vm create', () => {
  it('is what the flags say, each in its place', async () => {
    const argv = '--vcpus 2 --memory 512MiB --image tiny --disk 1GiB --disk volume=data --nic user --firmware uefi';
    const more = [
      '--boot-order',
      'disk,network',
      '--boot-menu',
      '--cmdline',
      '-x quiet',
      '--graphics',
      'vnc',
      '--start',
      '--label',
      'set=web',
      '--label',
      'env=a',
    ];
    expect(await bodyOf('createVm', [...argv.split(' '), ...more])).toEqual({
      labels: { set: 'web', env: 'a' },
      vcpus: 2,
      memory: '512MiB',
      image: 'tiny',
      disks: [{ size: '1GiB' }, { volume: 'data' }],
      nics: [{ network: 'user' }],
      firmware: 'uefi',
      boot: { order: ['disk', 'network'], menu: true, cmdline: '-x quiet' },
      graphics: { type: 'vnc' },
      start: true,
    });
  });

  it('says nothing of what was not said', async () => {
    expect(await bodyOf('createVm', [])).toEqual({});
  });

  it('comes from YAML or JSON, and flags win over the file', async () => {
    const yaml = fileWith('vm.yaml', 'name: web-1\nvcpus: 1\nboot:\n  menu: true\n  order: [cdrom]\n');
    expect(await bodyOf('createVm', ['-f', yaml, '--vcpus', '4', '--boot-order', 'disk'])).toEqual({
      name: 'web-1',
      vcpus: 4,
      boot: { menu: true, order: ['disk'] },
    });
    const json = fileWith('vm.json', '{"name":"web-2","disks":[{"size":1073741824}]}');
    expect(await bodyOf('createVm', ['-f', json])).toEqual({ name: 'web-2', disks: [{ size: 1_073_741_824 }] });
    expect(await bodyOf('createVm', ['-f', '-'], 'name: web-3')).toEqual({ name: 'web-3' });
  });

  it('refuses what it cannot read, with the place', async () => {
    await expect(bodyOf('createVm', ['--vcpus', 'two'])).rejects.toThrow('--vcpus takes a whole number, not "two"');
    await expect(bodyOf('createVm', ['--firmware', 'efi'])).rejects.toThrow('--firmware takes bios or uefi, not "efi"');
    await expect(bodyOf('createVm', ['--boot-order', 'disk,usb'])).rejects.toThrow('--boot-order takes disk or cdrom');
    await expect(bodyOf('createVm', ['-f', join(folder, 'none.yaml')])).rejects.toThrow('cannot be read: ENOENT');
    const broken = fileWith('broken.yaml', 'name: [web');
    await expect(bodyOf('createVm', ['-f', broken])).rejects.toThrow('at line 1, column');
    await expect(bodyOf('createVm', ['-f', fileWith('list.yaml', '- a')])).rejects.toThrow('holds no object');
  });
});

describe('the body of vm update', () => {
  it('can say no and none', async () => {
    const argv = '--no-boot-menu --iso none --kernel none --label set- --label env=a';
    expect(await bodyOf('updateVm', argv.split(' '))).toEqual({
      labels: { set: null, env: 'a' },
      boot: { menu: false, kernel: null },
      iso: null,
    });
  });
});

describe('the body of vm shutdown', () => {
  it('takes the time as people write it', async () => {
    expect(await bodyOf('shutdownVm', ['--grace', '2m', '--force'])).toEqual({ timeoutSeconds: 120, force: true });
  });
});

describe('every operation', () => {
  it('has a parser for each list of parts', () => {
    const parts = operations.flatMap((spec) => spec.body ?? []).filter(({ kind }) => kind === 'parts');
    expect(parts.map(({ path }) => path.join('.')).filter((name) => partParsers[name] === undefined)).toEqual([]);
  });

  it('has flags of different names, none of them shared by all commands', () => {
    const shared = ['output', 'quiet', 'columns', 'headers', 'url', 'token', 'file', 'wait', 'timeout', 'yes', 'help'];
    const clashes = operations.flatMap((spec) => {
      const flags = [...spec.query, ...(spec.body ?? [])].map(flagName);
      return flags
        .filter((flag, index) => flags.indexOf(flag) !== index || shared.includes(flag))
        .map((flag) => `${spec.id} ${flag}`);
    });
    expect(clashes).toEqual([]);
  });
});
