/** An operation of the API as the command line sees it; the list of them is generated from the OpenAPI document. */

import { usage } from '../failure.ts';

/** `parts`: a list of objects, for which a parser is written by hand; `map`: names that the user gives, each with a text. */
export type FieldKind = 'text' | 'integer' | 'number' | 'size' | 'flag' | 'choice' | 'list' | 'parts' | 'map';

export interface Field {
  /** Place in the body; one name for a query parameter. */
  readonly path: readonly string[];
  readonly kind: FieldKind;
  readonly choices?: readonly string[];
  /** May be set to nothing. */
  readonly nullable?: boolean;
  readonly required?: boolean;
  readonly description?: string;
  /** What it is without a word from the user, as text. */
  readonly usual?: string;
}

export type AnswerKind = 'list' | 'document' | 'operation' | 'bytes' | 'events' | 'socket';

export interface OperationSpec {
  readonly id: string;
  readonly noun: string;
  readonly verb: string;
  readonly method: string;
  /** From the root; `{id}` stands for the target. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly query: readonly Field[];
  /** Null: takes no body. */
  readonly body: readonly Field[] | null;
  readonly answer: AnswerKind;
  readonly columns: readonly string[];
  readonly fields: readonly string[];
  /** Takes If-Match. */
  readonly conditional?: boolean;
}

export interface Exclusion {
  readonly id: string;
  readonly reason: string;
}

export const hasTarget = ({ path }: OperationSpec): boolean => path.includes('{id}');

/** `/api/v1/vms` of `/api/v1/vms/{id}/start`. */
export const collectionOf = ({ path }: OperationSpec): string => path.split('/{id}')[0] as string;

/** What an address takes for a step of its own, and would lead to another place. */
const noReference = new Set(['', '.', '..']);

export const pathFor = ({ path, noun }: OperationSpec, reference: string): string => {
  if (noReference.has(reference)) throw usage(`"${reference}" names no ${noun}`, 'give a name or an id');
  return path.replace('{id}', () => encodeURIComponent(reference));
};
