/** A vm comes into being whole or not at all, whatever it is made of and whatever goes wrong. */
import { commandRegistry } from '@chronovisor/contracts';
import { type SagaCommand, planOf } from '@chronovisor/saga';
import { specifySaga } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { provisionVm, type ProvisionInput } from './provision-vm.ts';
import { created, disk, full, id, infoOf, madeDisk, madeNic, nic, services, vmId } from '../../test/control-sagas.ts';

const trigger = (data: ProvisionInput) => ({ type: 'compute.VmCreated', data });

specifySaga(provisionVm, { title: 'with everything', trigger: trigger(created(full)), services });
specifySaga(provisionVm, {
  title: 'with one blank disk and no boot',
  trigger: trigger(created({ disks: [disk(0)] }, false)),
  services,
});
specifySaga(provisionVm, { title: 'of nothing but itself', trigger: trigger(created({}, false)), services });

const steps = (input: ProvisionInput) => planOf(provisionVm, input).steps;
const needsOf = (input: ProvisionInput) => Object.fromEntries(steps(input).map(({ name, needs }) => [name, needs]));

/** What a step sends, held to its contract. */
const sent = (
  input: ProvisionInput,
  name: string,
  direction: 'do' | 'undo',
  outputs: object = {},
): SagaCommand | null => {
  const { step } = steps(input).find((one) => one.name === name)!;
  const undo = step.undo === 'nothing' ? null : step.undo;
  const command = direction === 'do' ? step.do(input, outputs) : (undo?.(input, outputs) ?? null);
  if (command !== null) commandRegistry.get(command.type)!.data.parse(command.data);
  return command;
};

describe('the parts of a vm', () => {
  it('are made side by side, each after what it is made from', () => {
    expect(needsOf(created(full))).toEqual({
      'boot-image': [],
      'iso-image': [],
      'disk-image-0': [],
      'volume-0': ['disk-image-0'],
      'volume-1': [],
      'volume-2': [],
      [`network-${id(0x300)}`]: [],
      'nic-0': [`network-${id(0x300)}`],
      'nic-1': [],
      provisioned: expect.arrayContaining(['boot-image', 'iso-image', 'volume-0', 'volume-2', 'nic-1']),
      start: ['provisioned'],
    });
  });

  it('share a network that several nics are on', () => {
    const names = steps(created({ nics: [nic(0, 'nat'), nic(1, 'nat'), nic(2, 'nat', id(0x302))] })).map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name.startsWith('network-'))).toEqual([
      `network-${id(0x300)}`,
      `network-${id(0x302)}`,
    ]);
  });

  it('need no network where QEMU makes it', () => {
    expect(needsOf(created({ nics: [nic(0, 'user')] }))).toMatchObject({ 'nic-0': [] });
    expect(Object.keys(needsOf(created({ nics: [nic(0, 'user')] })))).toEqual(['nic-0', 'provisioned', 'start']);
  });

  it('need no image where a path is given', () => {
    const names = Object.keys(needsOf(created({ iso: { path: '/cd.iso' } })));
    expect(names).toEqual(['provisioned', 'start']);
  });

  it('end with the boot only where it is asked for', () => {
    expect(Object.keys(needsOf(created({}, false)))).toEqual(['provisioned']);
  });
});

describe('a volume', () => {
  const input = created({
    disks: [disk(0), disk(1, { existing: true, imageId: id(0x402) }), disk(2, { imageId: id(0x402) })],
  });

  it('of its own is made, and removed again', () => {
    const { volumeId } = disk(0);
    expect(sent(input, 'volume-0', 'do')).toMatchObject({
      type: 'storage.CreateVolume',
      data: { volumeId, vmId, name: null, imageId: null, format: 'qcow2' },
    });
    expect(sent(input, 'volume-0', 'undo')).toMatchObject({ type: 'storage.DeleteVolume', data: { volumeId, vmId } });
  });

  it('that was there before is taken, and given back', () => {
    const { volumeId } = disk(1);
    expect(sent(input, 'volume-1', 'do')).toMatchObject({ type: 'storage.ClaimVolume', data: { volumeId, vmId } });
    expect(sent(input, 'volume-1', 'undo')).toMatchObject({ type: 'storage.ReleaseVolume', data: { volumeId, vmId } });
    expect(Object.keys(needsOf(input))).not.toContain('disk-image-1');
  });

  it('that starts as a copy waits for its image', () => {
    expect(needsOf(input)['volume-2']).toEqual(['disk-image-2']);
    expect(sent(input, 'volume-2', 'do')).toMatchObject({ data: { imageId: id(0x402) } });
    expect(sent(input, 'disk-image-2', 'undo')).toBe(null);
  });
});

describe('a nic', () => {
  const input = created({ nics: [nic(0, 'nat')] });

  it('is made on its network and given back with it', () => {
    const { nicId, networkId } = nic(0, 'nat');
    expect(sent(input, 'nic-0', 'do')).toMatchObject({ type: 'network.CreateNic', data: { nicId, networkId, vmId } });
    expect(sent(input, 'nic-0', 'undo')).toMatchObject({ type: 'network.DeleteNic', data: { nicId } });
  });

  it('leaves its network standing', () => expect(sent(input, `network-${id(0x300)}`, 'undo')).toBe(null));
});

describe('what is recorded of a vm', () => {
  const outputs = (input: ProvisionInput) => ({
    ...Object.fromEntries(input.spec.disks.map(({ volumeId }, index) => [`volume-${index}`, infoOf(volumeId)])),
    ...Object.fromEntries(input.spec.nics.map((one, index) => [`nic-${index}`, madeNic(one)])),
    ...(input.spec.bootImageId && { 'boot-image': { kind: 'kernel', kernel: '/k', initrd: '/i', cmdline: 'quiet' } }),
    ...(input.spec.iso && 'imageId' in input.spec.iso && { 'iso-image': { kind: 'iso', path: '/cd.iso' } }),
  });
  const recorded = (input: ProvisionInput) =>
    sent(input, 'provisioned', 'do', outputs(input))?.data as never as Recorded;
  type Recorded = { readonly disks: unknown; readonly nics: unknown; readonly boot: unknown; readonly iso: unknown };

  it('is what its parts turned out to be', () => {
    const input = created(full);
    expect(recorded(input)).toMatchObject({
      disks: input.spec.disks.map(madeDisk),
      nics: input.spec.nics.map(madeNic),
      boot: { kernel: '/k', initrd: '/i', cmdline: 'quiet', order: ['disk'] },
      iso: '/cd.iso',
    });
  });

  it('puts what was asked for before what the image says', () => {
    const boot = { order: [], menu: true, kernel: '/own', initrd: null, cmdline: 'loud' };
    expect(recorded(created({ bootImageId: id(0x400), boot }))).toMatchObject({
      boot: { kernel: '/own', initrd: '/i', cmdline: 'loud', menu: true },
      iso: null,
    });
  });

  it('takes an ISO by its path', () => {
    expect(recorded(created({ iso: { path: '/own.iso' } }))).toMatchObject({
      iso: '/own.iso',
      boot: { kernel: null },
    });
  });

  it('goes with the files that a launch may have left', () => {
    expect(sent(created(), 'provisioned', 'undo')).toMatchObject({ type: 'compute.RemoveVmFiles', data: { vmId } });
    expect(sent(created(), 'start', 'undo')).toMatchObject({ type: 'compute.StopVm', data: { vmId } });
  });
});

describe('the last word', () => {
  type Outcome = 'succeeded' | 'failed' | 'cancelled';
  const ending = (outcome: Outcome, problem: { code: string; message: string } | null, left: string[] = []) =>
    provisionVm.finish?.({ outcome, input: created(), outputs: {}, problem, left }) ?? null;

  it('is said by the boot, or by what was recorded', () => expect(ending('succeeded', null)).toBe(null));
  it('tells why there is nothing', () => {
    const problem = { code: 'x.y', message: 'no' };
    expect(ending('failed', problem)).toMatchObject({ type: 'compute.RecordVmCreateUndone', data: { vmId, problem } });
    expect(ending('cancelled', null)).toMatchObject({ data: { problem: { code: 'operation.cancelled' } } });
  });
  it('leaves the vm to be deleted where its host may still hold something of it', () => {
    expect(ending('failed', null, ['volume-0'])).toMatchObject({ type: 'compute.RecordVmCreateUndone' });
    for (const step of ['provisioned', 'start'])
      expect(ending('failed', null, [step])).toMatchObject({ type: 'compute.RecordVmCreateFailed', data: { vmId } });
  });
});
