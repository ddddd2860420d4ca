import type { LaunchSpec, VmId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { eventually } from '@chronovisor/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeWorld, fakeQemu } from './qemu-process.fake.ts';
import { liveQemu } from './qemu-process.live.ts';
import type { Machine, MachineNews, QemuProcesses } from './qemu-process.port.ts';

interface Place {
  /** A driver as a new host process would make it. */
  driver(): QemuProcesses;
  /** Makes every later launch of that spec fail. */
  broken(spec: LaunchSpec): LaunchSpec;
  kill(machine: Machine): void;
  /** Said on the serial line at every boot. */
  readonly bootMark: string;
  close(): Promise<void>;
}

const fakePlace = async (): Promise<Place> => {
  const world = new FakeWorld();
  return {
    driver: () => fakeQemu(world),
    broken: (spec) => {
      world.failing = (asked) => (asked.vmId === spec.vmId ? 'a disk is missing' : null);
      return spec;
    },
    bootMark: 'boot\n',
    kill: ({ vmId }) => world.guest(vmId).kill(),
    close: async () => {},
  };
};

/** Firmware only: enough of a guest for every promise below, and quick. */
const livePlace = async (): Promise<Place> => {
  // Sockets in a directory this deep have names longer than the kernel takes.
  const base = await mkdtemp(join(tmpdir(), 'chrono-qemu-'));
  const dataDir = join(base, 'a-rather-long-name-of-a-directory'.repeat(3));
  const facts = Promise.resolve({ accelerator: 'tcg', uefiCode: null, sandbox: true, uefiVariables: null } as const);
  const log = createLogger('test', 'silent');
  return {
    driver: () => liveQemu({ dataDir, facts, log }),
    broken: (spec) => ({ ...spec, boot: { ...spec.boot, kernel: '/no/such/kernel' } }),
    bootMark: 'SeaBIOS (version',
    kill: (machine) => void process.kill(machine.process.pid, 'SIGKILL'),
    close: () => rm(base, { recursive: true, force: true }),
  };
};

const specOf = (over: Partial<LaunchSpec> = {}): LaunchSpec => ({
  vmId: newId() as VmId,
  name: 'web-1',
  generation: 1,
  vcpus: 1,
  memory: 32 * 1024 ** 2,
  os: 'linux',
  firmware: 'bios',
  boot: { order: [], menu: false, kernel: null, initrd: null, cmdline: null },
  iso: null,
  disks: [],
  nics: [],
  graphics: { type: 'none' },
  ...over,
});

describe.each([
  ['fake', fakePlace],
  ['live', livePlace],
])('%s QEMU processes', (_, open) => {
  let place: Place;
  let driver: QemuProcesses;
  const held: Machine[] = [];

  beforeEach(async () => {
    place = await open();
    driver = place.driver();
  });
  afterEach(async () => {
    await Promise.all(held.splice(0).map((machine) => machine.detach()));
    const fresh = place.driver();
    for (const vmId of await fresh.list()) {
      const sight = await fresh.look(vmId);
      if (sight.state === 'running') await sight.machine.stop();
    }
    await place.close();
  });

  const launch = async (over: Partial<LaunchSpec> = {}): Promise<Machine> => {
    const machine = await driver.launch(specOf(over), []);
    held.push(machine);
    return machine;
  };

  it('run once launched', async () => {
    const machine = await launch();
    expect(await machine.status()).toEqual({ running: true, reason: 'running' });
    expect(machine).toMatchObject({ generation: 1 });
    expect(await driver.list()).toEqual([machine.vmId]);
  });

  it('pause and resume, and say so', async () => {
    const machine = await launch();
    const news: MachineNews[] = [];
    machine.onNews((item) => news.push(item));
    await machine.pause();
    expect(await machine.status()).toEqual({ running: false, reason: 'paused' });
    await machine.resume();
    expect((await machine.status()).running).toBe(true);
    await eventually(() => news.length === 2);
    expect(news).toEqual([{ kind: 'paused', reason: 'paused' }, { kind: 'resumed' }]);
  });

  it('have a journal of what was asked of them, also for the next host process and when they are off', async () => {
    const machine = await launch();
    const commandId = newId();
    const journal = driver.journal(machine.vmId);
    journal.asked(commandId, 'compute.PauseVm');
    await machine.pause();
    journal.done('compute.PauseVm');
    await machine.stop();
    await machine.ended;
    const lines = await driver.journal(machine.vmId).read(1000);
    const named = lines.filter((line) => line.commandId === commandId);
    expect([named[0], named.at(-1)]).toMatchObject([
      { kind: 'asked', name: 'compute.PauseVm' },
      { kind: 'done', name: 'compute.PauseVm' },
    ]);
    expect(await place.driver().journal(machine.vmId).read(1)).toHaveLength(1);
    await driver.remove(machine.vmId);
    expect(await driver.journal(machine.vmId).read(1)).toEqual([]);
  });

  it('take more vCPUs, once however often they are asked', async () => {
    const machine = await launch({ cpu: { sockets: 1, cores: 2, threads: 2 } });
    const wanted = { vcpus: 3, memory: machine.spec.memory };
    expect(await machine.plug(wanted)).toEqual(wanted);
    expect(await machine.plug(wanted)).toEqual(wanted);
    const second = await place.driver().look(machine.vmId);
    if (second.state !== 'running') throw new Error(second.state);
    held.push(second.machine);
    expect(await second.machine.plug(wanted)).toEqual(wanted);
  });

  it('reset once for each token', async () => {
    const machine = await launch();
    const boots = async (): Promise<number> => {
      const log = await driver.readSerial(machine.vmId, { offset: 0, tail: null, max: 200_000 });
      return (
        Buffer.from(log?.data ?? [])
          .toString('latin1')
          .split(place.bootMark).length - 1
      );
    };
    await eventually(async () => (await boots()) === 1);
    await machine.reset('a');
    await eventually(async () => (await boots()) === 2);
    await machine.reset('a');
    await machine.reset('b');
    await eventually(async () => (await boots()) > 2);
    expect(await boots()).toBe(3);
  });

  it('are ended on request, in good order', async () => {
    const machine = await launch();
    await machine.stop();
    expect(await machine.ended).toMatchObject({
      clean: true,
      reason: 'stop-requested',
      exit: { code: 0, signal: null },
    });
    expect(await driver.look(machine.vmId)).toMatchObject({
      state: 'off',
      generation: 1,
      settled: false,
      end: { clean: true },
    });
  });

  it('are known as crashed when they are killed, with the signal', async () => {
    const machine = await launch();
    place.kill(machine);
    expect(await machine.ended).toMatchObject({ clean: false, exit: { code: null, signal: 'SIGKILL' } });
  });

  it('go on without us and are taken up again', async () => {
    const machine = await launch({ generation: 7 });
    await machine.detach();
    const again = await place.driver().look(machine.vmId);
    expect(again.state).toBe('running');
    if (again.state !== 'running') return;
    held.push(again.machine);
    expect(again.machine).toMatchObject({ generation: 7, process: machine.process });
    await again.machine.pause();
    expect((await again.machine.status()).running).toBe(false);
    place.kill(again.machine);
    expect((await again.machine.ended).exit.signal).toBe('SIGKILL');
  });

  it('that ended while nobody looked are found so', async () => {
    const machine = await launch();
    await machine.detach();
    place.kill(machine);
    const sight = await eventually(async () => {
      const seen = await place.driver().look(machine.vmId);
      return seen.state === 'off' && seen;
    });
    expect(sight).toMatchObject({
      generation: 1,
      settled: false,
      end: { clean: false, exit: { signal: 'SIGKILL' } },
      ran: machine.process,
    });
  });

  it('tell their end until it is settled', async () => {
    const machine = await launch();
    await machine.stop();
    await driver.settle(machine.vmId, 1);
    expect(await place.driver().look(machine.vmId)).toMatchObject({ state: 'off', settled: true });
  });

  it('start again after their end', async () => {
    const first = await launch();
    place.kill(first);
    await first.ended;
    const second = await launch({ vmId: first.vmId as VmId, generation: 2 });
    expect(second.process).not.toEqual(first.process);
    expect((await second.status()).running).toBe(true);
  });

  it('that do not start say why, and leave nothing running', async () => {
    const spec = place.broken(specOf());
    const failure = await driver.launch(spec, []).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'vm.start-failed', facts: { hint: expect.stringMatching(/\w/u) } });
    expect((await driver.look(spec.vmId)).state).not.toBe('running');
  });

  it('keep what is said on the serial line, by offset and from the end', async () => {
    const machine = await launch();
    const whole = await eventually(async () => {
      const piece = await driver.readSerial(machine.vmId, { offset: 0, tail: null, max: 65_536 });
      return piece !== null && piece.next > 4 ? piece : null;
    });
    const middle = await driver.readSerial(machine.vmId, { offset: 2, tail: null, max: 2 });
    expect(middle).toMatchObject({ offset: 2, next: 4 });
    expect(middle?.data).toEqual(whole.data.slice(2, 4));
    const last = await driver.readSerial(machine.vmId, { offset: null, tail: 1, max: 10 });
    expect(last?.data).toHaveLength(1);
    const beyond = await driver.readSerial(machine.vmId, { offset: 10 ** 9, tail: null, max: 10 });
    expect(beyond?.data).toHaveLength(0);
    expect(beyond?.offset).toBe(beyond?.end);
  });

  it('take input on the serial line', async () => {
    const machine = await launch();
    expect(await eventually(() => machine.writeSerial(new TextEncoder().encode('\r')))).toBe(true);
  });

  it('show their screen, where they have one', async () => {
    const machine = await launch({ graphics: { type: 'vnc' } });
    const png = Buffer.from(await machine.screenshot());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const blind = await launch();
    await expect(blind.screenshot()).rejects.toMatchObject({ code: 'qmp.refused' });
  });

  it('are gone with all they had once removed', async () => {
    const machine = await launch();
    await machine.stop();
    await driver.tidy(machine.vmId);
    await driver.remove(machine.vmId);
    expect(await driver.look(machine.vmId)).toEqual({ state: 'none' });
    expect(await driver.readSerial(machine.vmId, { offset: 0, tail: null, max: 1 })).toBeNull();
    expect(await driver.list()).toEqual([]);
  });
});
