/** The endpoints of drift: take it as it is, or bring it back. */
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const settle = (verb: 'adopt' | 'repair', summary: string, description: string): Endpoint =>
  endpoint({
    id: `${verb}VmDrift`,
    method: 'POST',
    path: `${api}/vms/{id}/drift/${verb}`,
    tag: 'vms',
    summary,
    description,
    answer: { kind: 'operation' },
    problems: ['conflict', 'precondition'],
    cli: { noun: 'vm', verb: `drift-${verb}` },
  });

export const adoptVmDrift = settle(
  'adopt',
  'Take what the host shows as what is wanted',
  'A vm whose vCPUs somebody stopped at QEMU itself is then paused as if that had been asked for. Without a drift, or where nothing could go on from it, it answers 409.',
);
export const repairVmDrift = settle(
  'repair',
  'Bring the host back to what the log says',
  'An ordinary resume, pause or stop, with its own operation. Without a drift it answers 409.',
);

export const driftEndpoints: readonly Endpoint[] = [adoptVmDrift, repairVmDrift];
