/** What a vm needs before it starts, over HTTP: by names, and times as people write them. */
import { z } from 'zod';
import { LONGEST_WAIT_SECONDS, MOST_DEPENDENCIES, Until } from '../../compute/dependencies.ts';
import { Name, Reference } from '../../units.ts';

const FACTORS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Whole seconds of `90s`, `5m`, `1h` or a bare number; null when it is none of these. */
const secondsOf = (text: string): number | null => {
  const [, count, unit = 's'] = /^(\d{1,6})([smh])?$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (FACTORS[unit] as number);
};

const isTime = (text: string): boolean => {
  const seconds = secondsOf(text);
  return seconds !== null && seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS;
};

/** Kept as text, so that it is shown as it was written. */
export const WaitTime = z.string().refine(isTime, 'write a time such as 60s, 5m or 1h, from 1s to 24h');

/** Of a time that has been checked. */
export const waitSeconds = (text: string): number => secondsOf(text) as number;

export const DependencyBody = z
  .strictObject({
    vm: Reference.optional().meta({ description: 'A vm, by id or name' }),
    group: Reference.optional().meta({ description: 'Instead of `vm`: every vm of a group, by id or name' }),
    until: Until.default({ type: 'running' }).meta({
      description:
        '`running`; `ready`: a line of its serial console, since it was started, contains `pattern` (`*` stands for anything; without it `@@READY` or a login prompt); `port`: a TCP port of the guest takes a connection from its host; `delay`: it has run for so many seconds',
    }),
    timeout: WaitTime.default('60s').meta({ description: 'How long to wait for it once it runs', examples: ['60s'] }),
  })
  .refine(({ vm, group }) => (vm === undefined) !== (group === undefined), 'name a vm or a group, one of them')
  .meta({ id: 'NewVmDependency' });
export type DependencyBody = z.infer<typeof DependencyBody>;

export const DependenciesBody = z
  .array(DependencyBody)
  .max(MOST_DEPENDENCIES)
  .meta({
    id: 'NewVmDependencies',
    description: 'Everything a vm needs before it starts',
    examples: [[{ vm: 'db', until: { type: 'port', port: 5432 }, timeout: '60s' }]],
  });
export type DependenciesBody = z.infer<typeof DependenciesBody>;

/** May be sent back as it is. */
export const DependencyDocument = z
  .strictObject({ vm: Name.optional(), group: Name.optional(), until: Until, timeout: z.string() })
  .meta({ id: 'VmDependency', description: 'A vm, or a group of them, and how far it has to be' });
export type DependencyDocument = z.infer<typeof DependencyDocument>;
export const DependenciesDocument = z.array(DependencyDocument).meta({ id: 'VmDependencies' });
