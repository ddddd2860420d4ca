import type { DiskCopy, LaunchSpec, VmId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeWorld, fakeQemu } from './qemu-process.fake.ts';
import { liveQemu } from './qemu-process.live.ts';
import type { Machine, QemuProcesses } from './qemu-process.port.ts';

const SIZE = 1024 ** 2;
const [vmId, volumeId] = [newId() as VmId, newId()];
let directory: string;
const source = (): string => join(directory, 'disk.raw');
const copyTo = (name: string) =>
  [{ volumeId, path: join(directory, name), format: 'raw' }] as unknown as readonly DiskCopy[];

interface Place {
  readonly qemu: QemuProcesses;
  /** Whether all of the disk is in that file. */
  isCopied(name: string): Promise<boolean>;
}

const fakePlace = (): Place => {
  const world = new FakeWorld();
  return {
    qemu: fakeQemu(world),
    isCopied: async (name) => world.guest(vmId).copied.includes(join(directory, name)),
  };
};

const livePlace = (): Place => {
  const facts = Promise.resolve({ accelerator: 'tcg', uefiCode: null, sandbox: true, uefiVariables: null } as const);
  return {
    qemu: liveQemu({ dataDir: directory, facts, log: createLogger('test', 'silent') }),
    isCopied: async (name) => (await readFile(join(directory, name))).equals(await readFile(source())),
  };
};

const spec = (): LaunchSpec =>
  ({
    vmId,
    name: 'web-1',
    generation: 1,
    vcpus: 1,
    memory: 32 * SIZE,
    os: 'linux',
    firmware: 'bios',
    boot: { order: [], menu: false, kernel: null, initrd: null, cmdline: null },
    iso: null,
    disks: [{ volumeId, path: source(), format: 'raw', bus: 'virtio', readOnly: false }],
    nics: [],
    graphics: { type: 'none' },
  }) as unknown as LaunchSpec;

describe.each([
  ['fake', fakePlace],
  ['live', livePlace],
])('the disks of a running vm, %s,', (_, open) => {
  let place: Place;
  let machine: Machine;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chrono-copy-'));
    await writeFile(source(), randomBytes(SIZE));
    for (const name of ['one', 'two']) {
      await writeFile(join(directory, name), '');
      await truncate(join(directory, name), SIZE);
    }
    place = open();
    machine = await place.qemu.launch(spec(), []);
  });
  afterEach(async () => {
    await machine.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('are copied while it runs on, again when asked again, and for another clone as well', async () => {
    const clone = newId();
    expect(await place.isCopied('one')).toBe(false);
    await machine.copyDisks(clone, copyTo('one'));
    expect(await place.isCopied('one')).toBe(true);
    await machine.copyDisks(clone, copyTo('one'));
    await machine.copyDisks(newId(), copyTo('two'));
    expect(await place.isCopied('two')).toBe(true);
    expect(await machine.status()).toMatchObject({ running: true });
  });
});
