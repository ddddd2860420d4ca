/** A vm changes while it is off for a moment; where something fails it runs as it did before. */
import { commandRegistry } from '@chronovisor/contracts';
import { planOf } from '@chronovisor/saga';
import { specifySaga } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { reconfigureVm } from './reconfigure-vm.ts';
import { reconfigured, services, vmId } from '../../test/control-sagas.ts';

specifySaga(reconfigureVm, { trigger: { type: 'compute.VmReconfigureRequested', data: reconfigured }, services });

describe('a change with a restart', () => {
  const { steps } = planOf(reconfigureVm, reconfigured);

  it('powers off, writes the new configuration down, starts', () => {
    const sent = steps.map(({ step }) => step.do(reconfigured, {}));
    for (const { type, data } of sent) commandRegistry.get(type)!.data.parse(data);
    expect(sent).toEqual([
      { type: 'compute.ShutdownVm', version: 1, data: { vmId, timeoutSeconds: 60, force: false } },
      { type: 'compute.ApplyVmChanges', version: 1, data: { vmId, changes: reconfigured.changes } },
      { type: 'compute.StartVm', version: 1, data: { vmId } },
    ]);
  });

  it('goes back over the same steps: off, as it was, on', () => {
    const undone = steps
      .toReversed()
      .map(({ step }) => (typeof step.undo === 'string' ? null : step.undo(reconfigured, {})));
    expect(undone).toEqual([
      { type: 'compute.StopVm', version: 1, data: { vmId } },
      { type: 'compute.ApplyVmChanges', version: 1, data: { vmId, changes: reconfigured.before } },
      { type: 'compute.StartVm', version: 1, data: { vmId } },
    ]);
  });
});
