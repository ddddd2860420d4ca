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

const tellFailure = async (vm: VmActor, asked: Asked, problem: Problem): Promise<void> => {
  const { commandId } = asked.request;
  const failure = { problem, isUntold: true };
  vm.givenUp.set(commandId, failure);
  const answer = await vm.tell('compute.RecordVmActionFailed', { generation: vm.generation, problem }, asked);
  failure.isUntold = false;
  if (answer?.kind !== 'accepted') vm.givenUp.delete(commandId);
};

/**
 * Runs one effect; what it throws is reported as the outcome of what was asked. Control may ask again before it hears of a
 * failure: it hears of that and no more, for it takes back what it believes did not come about.
 */
export const attempt = async (vm: VmActor, asked: Asked, work: () => Promise<void>): Promise<void> => {
  const before = vm.givenUp.get(asked.request.commandId);
  if (before !== undefined) {
    if (!before.isUntold) void tellFailure(vm, asked, before.problem);
    return;
  }
  try {
    await work();
  } catch (error) {
    vm.log.warn({ err: error, commandId: asked.request.commandId }, 'what was asked of a vm could not be done');
    void tellFailure(vm, asked, problemOf(error));
  }
};

export const notRunning = (vm: VmActor): Fault =>
  new Fault('vm.not-running', 'the vm does not run on this host', {
    retry: 'never',
    facts: { vmId: vm.vmId, hint: 'Start it first.' },
  });
