/** Drift: what a host shows and nobody asked for. It is taken as it is, or brought back to what the log says. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { VmId } from '../ids.ts';
import { Request } from '../messages.ts';

export const AdoptVmDrift = command(
  'compute.AdoptVmDrift',
  'Take what the host shows as what is wanted. Legal while there is a drift that can be lived with.',
  { vmId: VmId },
);
export const RepairVmDrift = command(
  'compute.RepairVmDrift',
  'Bring the host back to what the log says. Legal while there is a drift; joins a repair under way.',
  { vmId: VmId },
);

export const VmDriftAdopted = event(
  'compute.VmDriftAdopted',
  'What the host showed is what is wanted from now on.',
  { vmId: VmId, expected: z.string(), observed: z.string(), request: Request },
  { opens: 'vm.adopt-drift', ends: 'succeeded' },
);
