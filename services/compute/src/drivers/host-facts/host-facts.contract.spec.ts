import { HostCapabilities, HostCapacity } from '@chronovisor/contracts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeAccelerator } from '../accelerator/accelerator.fake.ts';
import type { AcceleratorPort } from '../accelerator/accelerator.port.ts';
import { fakeHostFacts, simulatedHostFacts } from './host-facts.fake.ts';
import { liveHostFacts } from './host-facts.live.ts';

/** Proving accelerators is another driver's promise; here its answers are given. */
const places = {
  fake: (kvm: boolean, qemu: 'installed' | 'missing') => fakeHostFacts({ kvm, qemu }),
  live: (kvm: boolean, qemu: 'installed' | 'missing') =>
    liveHostFacts({
      accelerators: fakeAccelerator({ kvm: kvm ? 'works' : 'absent' }),
      ...(qemu === 'missing' ? { binary: 'qemu-system-of-nobody' } : {}),
    }),
};

describe.each(Object.entries(places))('the facts of a %s host', (_, facts) => {
  it('say what it has and how busy it is', async () => {
    const host = facts(false, 'installed');
    const capacity = HostCapacity.parse(await host.capacity());
    const load = await host.load();
    expect(load.memoryFree).toBeGreaterThan(0);
    expect(load.memoryFree).toBeLessThanOrEqual(capacity.memory);
    expect(load.loadAverage).toBeGreaterThanOrEqual(0);
  });

  it('tell files that cannot be read from those that can', async () => {
    const here = import.meta.filename;
    expect(await facts(false, 'installed').missing([here, '/dev/null', '/nowhere/file'])).toEqual([
      '/dev/null',
      '/nowhere/file',
    ]);
  });

  it('say what its QEMU is and can', async () => {
    const { capabilities, uefi } = await facts(false, 'installed').find('auto');
    expect(HostCapabilities.parse(capabilities)).toEqual(capabilities);
    expect(capabilities.qemuVersion).toMatch(/^\d+\.\d+\.\d+$/u);
    expect(capabilities.machineTypes).toEqual(expect.arrayContaining(['pc', 'q35']));
    expect(capabilities.firmware.includes('uefi')).toBe(uefi !== null);
    expect(capabilities.networks).toContain('user');
  });

  it('choose KVM where it is proven, emulation where it is not', async () => {
    expect((await facts(true, 'installed').find('auto')).capabilities.accelerator).toBe('kvm');
    expect((await facts(true, 'installed').find('tcg')).capabilities.accelerator).toBe('tcg');
    const { capabilities } = await facts(false, 'installed').find('auto');
    expect(capabilities.accelerator).toBe('tcg');
    expect(capabilities.accelerators.map(({ accelerator, usable }) => [accelerator, usable])).toEqual([
      ['kvm', false],
      ['tcg', true],
    ]);
  });

  it('refuse an accelerator that was asked for and does not work', async () => {
    await expect(facts(false, 'installed').find('kvm')).rejects.toMatchObject({ code: 'host.accelerator-unusable' });
  });

  it('say so when there is no QEMU', async () => {
    await expect(facts(false, 'missing').find('auto')).rejects.toMatchObject({ code: 'host.qemu-missing' });
  });
});

describe('the facts of a live host', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chrono-facts-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('are found out once and kept, but for those that did not hold', async () => {
    const keepIn = join(directory, 'facts.json');
    const asked: string[] = [];
    const accelerators = (usable: boolean): AcceleratorPort => ({
      prove: async (kind) => {
        asked.push(kind);
        return { ...(await fakeAccelerator().prove(kind)), usable: usable && kind === 'tcg' };
      },
    });
    const find = (usable: boolean) => liveHostFacts({ accelerators: accelerators(usable), keepIn }).find('auto');
    await expect(find(false)).rejects.toMatchObject({ code: 'host.accelerator-unusable' });
    const first = await find(true);
    expect(asked).toHaveLength(4);
    expect(await find(true)).toEqual(first);
    expect(asked).toHaveLength(4);
    await writeFile(keepIn, '{"half');
    expect(await find(true)).toEqual(first);
    expect(asked).toHaveLength(6);
  });
});

it('a simulated host makes networks of any kind, since they are in memory', async () => {
  const { capabilities } = await simulatedHostFacts().find('auto');
  expect(capabilities.networks).toEqual(['user', 'nat']);
});
