/** What a vm needs before it may start: other vms or groups of them, each up to a point that can be seen. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { GroupId, VmId } from '../ids.ts';
import { Request } from '../messages.ts';
import { Port } from '../units.ts';

export const MOST_DEPENDENCIES = 64;
export const LONGEST_WAIT_SECONDS = 86_400;

/** How far the other vm has to be. Times count from its own start. */
export const Until = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('running') }),
  z.strictObject({
    type: z.literal('ready'),
    /** Left out: what the built-in guests say, or a login prompt. */
    pattern: z
      .string()
      .min(1)
      .max(200)
      .regex(/^\P{Cc}+$/u, 'write one line of text')
      .optional(),
  }),
  z.strictObject({ type: z.literal('port'), port: Port }),
  z.strictObject({ type: z.literal('delay'), seconds: z.int().min(1).max(LONGEST_WAIT_SECONDS) }),
]);
export type Until = z.infer<typeof Until>;

const how = { until: Until, timeoutSeconds: z.int().min(1).max(LONGEST_WAIT_SECONDS) };

export const Dependency = z.union([
  z.strictObject({ vmId: VmId, ...how }),
  z.strictObject({ groupId: GroupId, ...how }),
]);
export type Dependency = z.infer<typeof Dependency>;

const whole = { vmId: VmId, dependencies: z.array(Dependency).max(MOST_DEPENDENCIES) };

export const SetVmDependencies = command(
  'compute.SetVmDependencies',
  'Say what a vm needs before it starts, all of it. Legal when nothing comes to need itself by it.',
  whole,
);
export const DropVmDependencies = command(
  'compute.DropVmDependencies',
  'A vm is gone, and with it what it needs and who needs it. Recorded with its removal.',
  { vmId: VmId },
);
export const VmDependenciesSet = event(
  'compute.VmDependenciesSet',
  'What a vm needs before it starts, all of it.',
  { ...whole, request: Request },
  { opens: 'vm.set-dependencies', ends: 'succeeded' },
);
export const VmDependenciesDropped = event(
  'compute.VmDependenciesDropped',
  'A vm is gone: it needs nothing, and nobody needs it.',
  { vmId: VmId },
);

export const dependencyCommands = [SetVmDependencies, DropVmDependencies] as const;
export const dependencyEvents = [VmDependenciesSet, VmDependenciesDropped] as const;
export const dependencyRefusals = {
  'dependency.cycle': 'conflict',
  'dependency.repeated': 'invalid',
  'vm.depended-on': 'conflict',
} as const;
