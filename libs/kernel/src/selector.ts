/** Picks things by their labels, as Kubernetes does. All requirements hold. */

export interface Requirement {
  readonly key: string;
  /** `notin` holds also for what has no such label; `!=` is one of them. */
  readonly is: 'in' | 'notin' | 'there' | 'absent';
  readonly values: readonly string[];
}

export type Selector = readonly Requirement[];
type Labels = Readonly<Record<string, string>>;

const holds = ({ key, is, values }: Requirement, labels: Labels): boolean => {
  // An object also knows names that nobody gave it, such as `constructor`.
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (is) {
    case 'there':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
  }
};

export const selects = (selector: Selector, labels: Labels): boolean =>
  selector.every((requirement) => holds(requirement, labels));
