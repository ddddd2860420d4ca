/** A refusal: the domain's "no", given back as a value because it is an answer, not an accident. */

/** One thing wrong with the input. `pointer` is an RFC 6901 JSON pointer into the request body, e.g. `/disks/0/size`. */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

export interface Refusal {
  readonly kind: 'refusal';
  /** Stable, `<noun>.<what>`; listed in the contracts. */
  readonly code: string;
  readonly message: string;
  /** What the caller can do next, as one sentence. */
  readonly hint?: string;
  readonly errors?: readonly FieldProblem[];
  /** What stands in the way: the id of an operation, or the path of another thing, such as `vms/<id>`. */
  readonly blockedBy?: string;
}

export type RefusalDetail = Pick<Refusal, 'hint' | 'errors' | 'blockedBy'>;

export const refuse = (code: string, message: string, detail: RefusalDetail = {}): Refusal => ({
  kind: 'refusal',
  code,
  message,
  ...detail,
});

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refusal';
