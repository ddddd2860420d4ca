/** Reads what picks things by their labels: `set=web,tier!=db,env in (a,b),!x`, as Kubernetes reads it. */
import { LabelKey, LabelValue } from '@chronovisor/contracts';
import { refuse, type Refusal, type Requirement, type Selector } from '@chronovisor/kernel';

const SET = /^(\S+?)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^\s=!]+)\s*(!=|==?)\s*(\S*)$/;
const PRESENCE = /^(!?)\s*([^\s=!()]+)$/;

const setOf = (text: string): Requirement | null => {
  const [, key = '', is, values = ''] = SET.exec(text) ?? [];
  if (is === undefined) return null;
  return { key, is: is as 'in' | 'notin', values: values.split(',').map((value) => value.trim()) };
};

const equalityOf = (text: string): Requirement | null => {
  const [, key = '', operator, value = ''] = EQUALITY.exec(text) ?? [];
  return operator === undefined ? null : { key, is: operator === '!=' ? 'notin' : 'in', values: [value] };
};

const presenceOf = (text: string): Requirement | null => {
  const [, not, key = ''] = PRESENCE.exec(text) ?? [];
  return not === undefined ? null : { key, is: not === '!' ? 'absent' : 'there', values: [] };
};

const requirementOf = (text: string): Requirement | null => setOf(text) ?? equalityOf(text) ?? presenceOf(text);

const faultOf = (text: string, requirement: Requirement | null): string | null => {
  if (requirement === null) return `"${text}" is no clause`;
  const { key, values } = requirement;
  if (!LabelKey.safeParse(key).success) return `"${key}" is no key of a label`;
  const wrong = values.find((value) => !LabelValue.safeParse(value).success);
  return wrong === undefined ? null : `"${wrong}" is no value of a label`;
};

/** Commas within parentheses belong to their clause. */
const clausesOf = (text: string): readonly string[] => text.split(/,(?![^(]*\))/).map((part) => part.trim());

const unreadable = (detail: string, pointer: string): Refusal =>
  refuse('selector.invalid', `the selector cannot be read: ${detail}`, {
    hint: 'Write clauses joined by ",": set=web, tier!=db, env in (a,b), env notin (a,b), x, !x.',
    errors: [{ pointer, detail }],
  });

/** `pointer`: where the text stands, for the refusal. */
export const parseSelector = (text: string, pointer: string): Selector | Refusal => {
  const requirements: Requirement[] = [];
  for (const clause of clausesOf(text)) {
    const requirement = requirementOf(clause);
    const fault = faultOf(clause, requirement);
    if (fault !== null || requirement === null) return unreadable(fault ?? clause, pointer);
    requirements.push(requirement);
  }
  return requirements;
};
