/** How much of what: the sums a budget is kept in. */

export const RESOURCES = ['vms', 'vcpus', 'memory', 'disk', 'addresses'] as const;
export type Resource = (typeof RESOURCES)[number];

/** What is not named is none of it; in limits, as much as one likes. */
export type Amounts = Readonly<Partial<Record<Resource, number>>>;

const IN_BYTES: ReadonlySet<Resource> = new Set(['memory', 'disk']);
const UNITS = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
] as const;

/** `sign`: 1 adds, -1 takes away. What comes to nothing is left out. */
export const plus = (amounts: Amounts, change: Amounts, sign: 1 | -1 = 1): Amounts =>
  Object.fromEntries(
    RESOURCES.flatMap((resource) => {
      const sum = (amounts[resource] ?? 0) + sign * (change[resource] ?? 0);
      return sum === 0 ? [] : [[resource, sum]];
    }),
  );

export const isSame = (one: Amounts, other: Amounts): boolean =>
  RESOURCES.every((resource) => (one[resource] ?? 0) === (other[resource] ?? 0));

/** `3`, `1.5GiB`. */
export const bare = (resource: Resource, amount: number): string => {
  if (!IN_BYTES.has(resource)) return String(amount);
  const [unit, size] = UNITS.find(([, factor]) => amount >= factor && (amount * 4) % factor === 0) ?? ['B', 1];
  return `${amount / size}${unit}`;
};

/** `3 vms`, `1.5GiB of memory`, `1 address`. */
export const inWords = (resource: Resource, amount: number): string => {
  if (IN_BYTES.has(resource)) return `${bare(resource, amount)} of ${resource}`;
  return `${amount} ${amount === 1 ? resource.replace(/e?s$/, '') : resource}`;
};
