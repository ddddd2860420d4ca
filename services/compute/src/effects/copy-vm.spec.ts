import { newId } from '@chronovisor/kernel/ids';
import { describe, expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const disks = [{ volumeId: newId(), path: '/pool/clone.qcow2', format: 'qcow2' }];

const place = async () => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const spec = specOf();
  const cloneId = newId();
  const copy = (more: object, request = newRequest()) =>
    here.ask(
      'CopyVm',
      { vmId: spec.vmId, generation: 1, request, cloneId, disks: [], variables: false, ...more },
      request,
    );
  return { ...here, control, host, spec, cloneId, copy };
};

describe('a copy for a clone', () => {
  it('takes the disks of the running machine, and its variables, and reports when it is done', async () => {
    const { start, control, spec, copy, cloneId, world } = await place();
    await start(spec);
    await control.hears('RecordVmStarted');
    const request = newRequest();
    expect(await copy({ disks, variables: true }, request)).toEqual({ kind: 'taken' });
    expect((await control.hears('RecordVmCopied')).data).toMatchObject({ vmId: spec.vmId, generation: 1, request });
    expect(world.guest(spec.vmId).copied).toEqual(['/pool/clone.qcow2']);
    expect(world.variables.get(cloneId)).toBe(spec.vmId);
  });

  it('takes the variables alone of a vm that is off', async () => {
    const { control, spec, copy, cloneId, world } = await place();
    await copy({ variables: true });
    await control.hears('RecordVmCopied');
    expect(world.variables.get(cloneId)).toBe(spec.vmId);
  });

  it('says that there is nothing to take disks of', async () => {
    const { control, copy } = await place();
    await copy({ disks });
    expect((await control.hears('RecordVmActionFailed')).data).toMatchObject({ problem: { code: 'vm.not-running' } });
  });
});
