/** How a budget of each kind says no: the code, and what to do next. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import { RESOURCES, type Amounts, type Resource, bare, inWords } from './amounts.ts';

export type BudgetKind = 'project' | 'host';

const codes = {
  project: { exceeded: 'project.quota-exceeded', below: 'project.quota-below-use', field: '/quota' },
  host: { exceeded: 'host.overcommit-exceeded', below: 'host.overcommit-below-use', field: '/overcommit' },
} as const;

const wayOut: Readonly<Record<BudgetKind, string>> = {
  project: 'Delete what is no longer needed, or raise the quota of the project.',
  host: 'Stop vms there, choose another host, or raise the overcommit of the host.',
};

export interface Sums {
  readonly used: Amounts;
  readonly limits: Amounts;
}

const over = (resource: Resource, { used, limits }: Sums, asked: Amounts): string => {
  const limit = limits[resource] ?? 0;
  const left = Math.max(0, limit - (used[resource] ?? 0));
  return `${inWords(resource, asked[resource] ?? 0)} asked for, ${bare(resource, left)} of ${bare(resource, limit)} free`;
};

/** `asked`: what would come on top. Only what grows is held against its limit. */
export const exceeded = (kind: BudgetKind, title: string, sums: Sums, asked: Amounts): Refusal | null => {
  const tooMuch = RESOURCES.filter((resource) => {
    const more = asked[resource] ?? 0;
    const limit = sums.limits[resource];
    return more > 0 && limit !== undefined && (sums.used[resource] ?? 0) + more > limit;
  });
  if (tooMuch.length === 0) return null;
  const what = tooMuch.map((resource) => over(resource, sums, asked)).join('; ');
  return refuse(codes[kind].exceeded, `${title} has no room: ${what}`, { hint: wayOut[kind] });
};

export const belowUse = (kind: BudgetKind, title: string, used: Amounts, limits: Amounts): Refusal | null => {
  const tooSmall = RESOURCES.filter((resource) => (used[resource] ?? 0) > (limits[resource] ?? Infinity));
  if (tooSmall.length === 0) return null;
  const errors = tooSmall.map((resource) => ({
    pointer: `${codes[kind].field}/${resource}`,
    detail: `${inWords(resource, used[resource] ?? 0)} in use`,
  }));
  const inUse = errors.map(({ detail }) => detail).join(', ');
  return refuse(codes[kind].below, `the limits asked for are below what ${title} uses: ${inUse}`, {
    hint: 'Set limits of at least what is in use, or free some of it first.',
    errors,
  });
};

export const stillHeld = (title: string, owners: readonly string[], count: number): Refusal => {
  const [first = ''] = owners;
  const among = count > owners.length ? ', among them' : ':';
  return refuse('project.in-use', `${title} still has ${count} things in it${among} ${owners.join(', ')}`, {
    hint: 'Delete them first: list the vms and volumes of the project.',
    blockedBy: first,
  });
};
