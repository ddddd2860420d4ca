/** Collects everything that is wrong with a request, so that its sender can mend it in one go. */
import { refuse, type Refusal } from '@chronovisor/kernel';

export interface Finding {
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
  readonly hint?: string;
}

/** One finding speaks with its own code; several speak together, under the first one's code when they agree. */
export const refusalOf = (findings: readonly Finding[]): Refusal | null => {
  const [first] = findings;
  if (first === undefined) return null;
  const agreed = findings.every(({ code }) => code === first.code);
  const message = findings.length === 1 ? first.detail : `${findings.length} fields cannot be as asked`;
  return refuse(agreed ? first.code : 'request.invalid', message, {
    hint: first.hint ?? 'Correct the fields named under errors and send the request again.',
    errors: findings.map(({ pointer, detail }) => ({ pointer, detail })),
  });
};

export const invalid = (pointer: string, detail: string, hint?: string): Finding => ({
  code: 'request.invalid',
  pointer,
  detail,
  ...(hint === undefined ? {} : { hint }),
});
