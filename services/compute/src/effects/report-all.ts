/** Everything this host sees of its vms, in one report. */
import type { VmSighting } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';
import type { VmActor } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';

const sightingOf = (vm: VmActor): VmSighting => {
  const { vmId, generation, observed, machine } = vm;
  const untold = machine === null && vm.lastEnd !== null && !vm.lastEnd.settled ? vm.lastEnd.end : null;
  return {
    vmId: vmId as VmSighting['vmId'],
    generation,
    observed,
    process: machine?.process ?? null,
    exit: untold?.exit ?? null,
    clean: untold?.clean ?? null,
  };
};

export const reportAll = (
  register: VmRegister,
  { hostId, report, qemu, log }: Pick<HostParts, 'hostId' | 'report' | 'qemu' | 'log'>,
  sessionId: string,
): Promise<void> =>
  register.gate.alone(async () => {
    // One that was never launched here is nothing to see.
    const seen = register.all().filter(({ generation }) => generation > 0);
    const untold = seen.flatMap(({ machine, lastEnd }) =>
      machine === null && lastEnd?.settled === false ? [lastEnd] : [],
    );
    const vmIdOf = new Map(seen.map((vm) => [vm.lastEnd, vm.vmId]));
    const data = { hostId, sessionId, vms: seen.map(sightingOf) };
    const answer = await report({ type: 'compute.RecordHostReport', version: 1, data }, null);
    if (answer.kind === 'refusal')
      return log.error({ code: answer.code, answer: answer.message }, 'control refused the report of this host');
    await Promise.all(
      untold.map(async (end) => {
        end.settled = true;
        await qemu.settle(vmIdOf.get(end) ?? '', end.generation);
      }),
    );
  });
