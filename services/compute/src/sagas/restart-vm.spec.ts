/** A vm goes off in order and comes up again; where it does not, its operation says so. */
import { commandRegistry } from '@chronovisor/contracts';
import { planOf } from '@chronovisor/saga';
import { specifySaga } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { restartVm } from './restart-vm.ts';
import { restarted, services, vmId } from '../../test/control-sagas.ts';

specifySaga(restartVm, { trigger: { type: 'compute.VmRestartRequested', data: restarted }, services });

describe('a restart', () => {
  const { steps } = planOf(restartVm, restarted);
  const sent = steps.map(({ step }) => step.do(restarted, {}));

  it('shuts down with the time and force it was given, then starts', () => {
    for (const { type, data } of sent) commandRegistry.get(type)!.data.parse(data);
    expect(sent).toEqual([
      { type: 'compute.ShutdownVm', version: 1, data: { vmId, timeoutSeconds: 60, force: false } },
      { type: 'compute.StartVm', version: 1, data: { vmId } },
    ]);
  });

  it('gives the guest at least the longest time there is', () => {
    const [shutdown] = steps;
    const longest = commandRegistry.get('compute.ShutdownVm')!.data;
    const accepts = (timeoutSeconds: number) =>
      longest.safeParse({ ...restarted, request: undefined, timeoutSeconds }).success;
    expect(accepts(shutdown!.step.deadlineSeconds!)).toBe(false);
  });

  it('says in the end how it went', () => {
    const problem = { code: 'x.y', message: 'no' };
    const end = (outcome: 'succeeded' | 'failed', why: typeof problem | null) =>
      restartVm.finish?.({ outcome, input: restarted, outputs: {}, problem: why, left: [] });
    expect(end('succeeded', null)).toMatchObject({
      type: 'compute.RecordVmRestartEnded',
      data: { vmId, problem: null },
    });
    expect(end('failed', problem)).toMatchObject({ data: { vmId, problem } });
  });
});
