/** A vm is made after another, or nothing is left of it and the other is as it was. */
import { commandRegistry } from '@chronovisor/contracts';
import { planOf } from '@chronovisor/saga';
import { specifySaga } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { cloneVm } from './clone-vm.ts';
import { provisionVm } from './provision-vm.ts';
import { cloned, created, id, infoOf, services, vmId } from '../../test/control-sagas.ts';

const trigger = (mode: 'full' | 'linked') => ({ type: 'compute.VmCreated', data: cloned(mode) });

specifySaga(cloneVm, { title: 'with disks of its own', trigger: trigger('full'), services });
specifySaga(cloneVm, { title: 'linked', trigger: trigger('linked'), services });

const origin = id(0xd);
const sent = (mode: 'full' | 'linked', name: string, runs: boolean) => {
  const input = cloned(mode);
  const outputs = { hold: { runs }, 'volume-0': infoOf(id(0x100)), 'volume-1': infoOf(id(0x101)) };
  const { step } = planOf(cloneVm, input).steps.find((one) => one.name === name)!;
  const command = step.do(input, outputs);
  commandRegistry.get(command.type)!.data.parse(command.data);
  return command;
};

describe('a clone', () => {
  it('holds the other vm, copies, and lets it go before anything else of it is made', () => {
    const steps = planOf(cloneVm, cloned('full')).steps.map(({ name, needs }) => [name, needs]);
    expect(steps).toEqual([
      ['hold', []],
      ['volume-0', ['hold']],
      ['volume-1', ['hold']],
      ['copy', ['hold', 'volume-0', 'volume-1']],
      ['release', ['copy']],
      [expect.stringMatching(/^network-/u), []],
      ['nic-0', [expect.stringMatching(/^network-/u)]],
      ['provisioned', ['release', expect.stringMatching(/^network-/u), 'nic-0']],
      ['start', ['provisioned']],
    ]);
  });

  it('copies files of a vm that is off, and leaves blank what a running one will fill', () => {
    expect(sent('full', 'volume-0', false)).toMatchObject({ data: { copyOf: { volumeId: id(0x500), link: false } } });
    expect(sent('linked', 'volume-0', false)).toMatchObject({ data: { copyOf: { link: true } } });
    expect(sent('full', 'volume-0', true).data).not.toHaveProperty('copyOf');
    expect(sent('full', 'copy', true)).toMatchObject({
      data: { vmId: origin, cloneId: vmId, runs: true, disks: [{ volumeId: id(0x500) }, { volumeId: id(0x501) }] },
    });
  });

  it('keeps the other vm off when it is linked, and lets it go in any case when it fails', () => {
    expect(sent('linked', 'release', false)).toMatchObject({ data: { vmId: origin, cloneId: vmId, frozen: true } });
    expect(sent('full', 'release', false)).toMatchObject({ data: { frozen: false } });
    const [{ step }] = planOf(cloneVm, cloned('linked')).steps as [ReturnType<typeof planOf>['steps'][number]];
    expect(typeof step.undo === 'string' ? null : step.undo(cloned('linked'), {})).toMatchObject({
      type: 'compute.EndClone',
      data: { frozen: false },
    });
  });

  it('is nobody else’s business, and other creations are none of its', () => {
    const event = (data: object) => ({ type: 'compute.VmCreated', version: 1, data, meta: {} });
    expect(provisionVm.startsOn.saga(event(cloned('full')))).toBe(null);
    expect(cloneVm.startsOn.saga(event(created()))).toBe(null);
    expect(cloneVm.startsOn.saga(event(cloned('full')))).toMatchObject({ type: 'vm.clone', target: `/vms/${vmId}` });
  });
});
