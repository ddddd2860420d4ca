/** What was a vm goes, part by part; a failure is told, and asking again goes on. */
import { commandRegistry } from '@chronovisor/contracts';
import { planOf } from '@chronovisor/saga';
import { specifySaga } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { deleteVm, type DeleteInput } from './delete-vm.ts';
import { deleted, disk, services, vmId } from '../../test/control-sagas.ts';

const trigger = (data: DeleteInput) => ({ type: 'compute.VmDeleteRequested', data });

specifySaga(deleteVm, { title: 'with its volumes', trigger: trigger(deleted()), services });
specifySaga(deleteVm, {
  title: 'without them',
  trigger: trigger(deleted({ volumes: 'keep', wasRunning: false })),
  services,
});

const steps = (input: DeleteInput) => planOf(deleteVm, input).steps;
const sent = (input: DeleteInput, name: string) => {
  const command = steps(input)
    .find((one) => one.name === name)!
    .step.do(input, {});
  commandRegistry.get(command.type)!.data.parse(command.data);
  return command;
};

describe('a removal', () => {
  it('stops first, then removes the files, then all the rest side by side', () => {
    expect(steps(deleted()).map(({ name, needs }) => [name, needs])).toEqual([
      ['stop', []],
      ['files', ['stop']],
      ['nic-0', ['files']],
      ['volume-0', ['files']],
      ['volume-1', ['files']],
    ]);
  });

  it('stops nothing that did not run', () => {
    expect(steps(deleted({ wasRunning: false })).map(({ name }) => name)[0]).toBe('files');
  });

  it('removes volumes, or keeps them for others', () => {
    const { volumeId } = disk(1);
    expect(sent(deleted(), 'volume-1')).toMatchObject({ type: 'storage.DeleteVolume', data: { volumeId, vmId } });
    expect(sent(deleted({ volumes: 'keep' }), 'volume-1')).toMatchObject({
      type: 'storage.ReleaseVolume',
      data: { volumeId, vmId },
    });
  });

  it('takes nothing back, and cannot be given up', () => {
    for (const { step } of steps(deleted()))
      expect([step.undo, typeof step.cancellable]).toEqual(['nothing', 'string']);
  });

  it('ends with the vm gone, or with the reason why it is not', () => {
    const problem = { code: 'x.y', message: 'no' };
    const end = (outcome: 'succeeded' | 'failed' | 'cancelled', why: typeof problem | null) =>
      deleteVm.finish?.({ outcome, input: deleted(), outputs: {}, problem: why, left: [] });
    expect(end('succeeded', null)).toMatchObject({ type: 'compute.RecordVmDeleted', data: { vmId } });
    expect(end('failed', problem)).toMatchObject({ type: 'compute.RecordVmDeleteFailed', data: { vmId, problem } });
    expect(end('cancelled', null)).toMatchObject({ data: { problem: { code: 'operation.cancelled' } } });
  });
});
