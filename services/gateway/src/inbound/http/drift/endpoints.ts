/** The endpoints of drift: take it as it is, or bring it back. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const settle = (verb: 'adopt' | 'repair', summary: string, description: string) =>
  endpoint({
    id: `${verb}VmDrift`,
    method: 'POST',
    path: `${api}/vms/{id}/drift/${verb}`,
    tag: 'vms',
    summary,
    description,
    body: http.SettleDriftBody,
    bodyOptional: true,
    answer: { kind: 'operation' },
    problems: ['conflict', 'precondition'],
    cli: { noun: 'vm', verb: `drift-${verb}` },
  });

export const adoptVmDrift = settle(
  'adopt',
  'Take what the host shows as what is wanted',
  'A vm whose vCPUs somebody stopped at QEMU itself is then paused as if that had been asked for; vCPUs and memory plugged there are in its configuration. Of several drifts `field` says which. Without a drift it answers 409 `vm.no-drift`, of several unnamed ones `vm.several-drifts`, where no configuration could say so `vm.drift-not-adoptable`.',
);
export const repairVmDrift = settle(
  'repair',
  'Bring the host back to what the log says',
  'Of the power: an ordinary resume, pause or stop. Of the hardware: vCPUs and memory are plugged back, devices that are not of the vm taken out. Of several drifts `field` says which. Without a drift it answers 409 `vm.no-drift`, of several unnamed ones `vm.several-drifts`; what takes a restart, or cannot be made again, `vm.drift-not-repairable` with the reason.',
);

export const repairHostDrift = endpoint({
  id: 'repairHostDrift',
  method: 'POST',
  path: `${api}/hosts/{id}/drift/repair`,
  tag: 'hosts',
  summary: 'Remove from a host what is of no vm',
  description:
    'A folder of a vm that the log does not know, or has elsewhere, with the QEMU that works in it; or a QEMU process in a folder that is not its. Volumes are left alone. It is done when the host answers. Of several `field` says which. Without any it answers 409 `host.no-drift`, of several unnamed ones `host.several-drifts`. Nothing of the kind can be adopted: a vm is what the log knows.',
  body: http.SettleHostDriftBody,
  bodyOptional: true,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'host', verb: 'drift-repair' },
});

export const driftEndpoints: readonly Endpoint[] = [adoptVmDrift, repairVmDrift, repairHostDrift];
