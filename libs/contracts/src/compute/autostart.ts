/** What starts by itself when a host has booted. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { HostId, OperationId, VmId } from '../ids.ts';
import { Name } from '../units.ts';

const vms = z.array(z.strictObject({ vmId: VmId, name: Name }));

export const BeginAutostart = command(
  'compute.BeginAutostart',
  'A host has booted and told what runs on it: these vms are to start. Legal once for each boot.',
  { hostId: HostId, bootId: z.string().min(1).max(64), operationId: OperationId, vms },
);
export const HostAutostarted = event(
  'compute.HostAutostarted',
  'A host has booted: these vms start by themselves, in an operation of this id; none where the list is empty.',
  { hostId: HostId, bootId: z.string(), operationId: OperationId, vms },
);

export const autostartCommands = [BeginAutostart] as const;
export const autostartEvents = [HostAutostarted] as const;
