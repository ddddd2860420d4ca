/** Answers with a picture of a vm's screen. */
import type { HostReply } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import type { VmActor } from './vm-actor.ts';

export const screenshot = async (vm: VmActor | null): Promise<HostReply> => {
  const machine = vm?.machine ?? null;
  if (machine === null)
    return refuse('vm.not-running', 'the vm does not run on this host', { hint: 'Start it first.' }) as HostReply;
  if (machine.spec.graphics.type === 'none') {
    return refuse('vm.no-graphics', 'the vm has no screen', {
      hint: 'Give it graphics of type "vnc" while it is off.',
    }) as HostReply;
  }
  const png = Buffer.from(await machine.screenshot()).toString('base64');
  return { kind: 'result', result: { png } };
};
