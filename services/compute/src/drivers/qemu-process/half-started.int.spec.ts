import type { LaunchSpec, VmId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { eventually } from '@chronovisor/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from './command-line/command-line.ts';
import { liveQemu } from './qemu-process.live.ts';
import type { Machine, QemuProcesses } from './qemu-process.port.ts';
import { spawnShim } from './shim.ts';
import { VmDirectory } from './vm-directory.ts';

const log = createLogger('test', 'silent');
const found = { accelerator: 'tcg', uefiCode: null, sandbox: true, uefiVariables: null } as const;
const spec = (): LaunchSpec => ({
  vmId: newId() as VmId,
  name: 'web-1',
  generation: 4,
  vcpus: 1,
  memory: 32 * 1024 ** 2,
  os: 'linux',
  firmware: 'bios',
  boot: { order: [], menu: false, kernel: null, initrd: null, cmdline: null },
  iso: null,
  disks: [],
  nics: [],
  graphics: { type: 'none' },
});

describe('a start whose host process died in the middle', () => {
  let dataDir: string;
  let driver: QemuProcesses;
  let held: Machine | null = null;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'chrono-half-'));
    driver = liveQemu({ dataDir, facts: Promise.resolve(found), log });
    held = null;
  });
  afterEach(async () => {
    await held?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('right after QEMU was spawned is found and taken up', async () => {
    const asked = spec();
    const directory = new VmDirectory(join(dataDir, 'vms'), asked.vmId, log);
    await directory.prepare(asked, null);
    const shim = await spawnShim(directory, 'qemu-system-x86_64', commandLine(asked, { ...found, taps: [] }));
    const sight = await driver.look(asked.vmId);
    expect(sight.state).toBe('running');
    if (sight.state !== 'running') return;
    held = sight.machine;
    expect(held.generation).toBe(4);
    expect(held.process.pid).not.toBe(shim.pid);
    await eventually(async () => (await held?.status().catch(() => null))?.running);
    await held.pause();
    expect((await held.status()).running).toBe(false);
  });

  it('before QEMU was spawned is off and never ran, so that it can be carried out', async () => {
    const asked = spec();
    await new VmDirectory(join(dataDir, 'vms'), asked.vmId, log).prepare(asked, null);
    expect(await driver.look(asked.vmId)).toMatchObject({ state: 'off', generation: 4, ran: null, end: null });
    held = await driver.launch(asked, []);
    expect((await held.status()).running).toBe(true);
  });

  it('leaves a directory that other rubbish in it does not spoil', async () => {
    await mkdir(join(dataDir, 'vms', 'lost+found'), { recursive: true });
    const asked = spec();
    await mkdir(join(dataDir, 'vms', asked.vmId));
    await writeFile(join(dataDir, 'vms', asked.vmId, 'launch.json'), '{"vmId":');
    expect(await driver.list()).toEqual([asked.vmId]);
    expect(await driver.look(asked.vmId)).toEqual({ state: 'none' });
    held = await driver.launch(asked, []);
    expect((await held.status()).running).toBe(true);
  });
});

describe('an end that cannot be written down', () => {
  it('is told all the same', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chrono-half-'));
    try {
      const machine = await liveQemu({ dataDir, facts: Promise.resolve(found), log }).launch(spec(), []);
      // A directory in the way does to a file what a full disk does.
      await mkdir(join(dataDir, 'vms', machine.vmId, 'end.json.new'));
      process.kill(machine.process.pid, 'SIGKILL');
      expect(await machine.ended).toMatchObject({ clean: false, exit: { signal: 'SIGKILL' } });
    } finally {
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });
});
