/** From what went wrong on the host to what its asker reads. */
import type { Problem } from '@chronovisor/contracts';
import { Fault, isFault, messageOf } from '@chronovisor/kernel';
import type { Asked, VmActor } from './vm-actor.ts';

export const problemOf = (error: unknown): Problem => {
  if (!isFault(error))
    return { code: 'host.bug', message: messageOf(error), hint: 'The log of the host process has more.' };
  const hint = error.facts['hint'];
  return { code: error.code, message: error.message, ...(typeof hint === 'string' ? { hint } : {}) };
};

/** Runs one effect; what it throws is reported as the outcome of what was asked. */
export const attempt = async (vm: VmActor, asked: Asked, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    vm.log.warn({ err: error, commandId: asked.request.commandId }, 'what was asked of a vm could not be done');
    void vm.tell('compute.RecordVmActionFailed', { generation: vm.generation, problem: problemOf(error) }, asked);
  }
};

export const notRunning = (vm: VmActor): Fault =>
  new Fault('vm.not-running', 'the vm does not run on this host', {
    retry: 'never',
    facts: { vmId: vm.vmId, hint: 'Start it first.' },
  });
