/** The request headers that change how a request is carried out. */
import { refuse } from '@chronovisor/kernel';
import type { FastifyRequest } from 'fastify';
import { headerOf } from './call.ts';
import { HttpProblem, invalidAt } from './http-problem.ts';

const LONGEST_WAIT_S = 600;

/** Seconds of `Prefer: wait=N`, or null. A preference nobody understands is passed over, as RFC 7240 asks. */
export const preferredWait = (request: FastifyRequest): number | null => {
  const match = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(headerOf(request, 'prefer') ?? '');
  return match === null ? null : Math.min(Number(match[1]), LONGEST_WAIT_S);
};

/** The revision of `If-Match: "<revision>"`; null without the header, or when any will do. */
export const expectedRevision = (request: FastifyRequest): number | null => {
  const given = headerOf(request, 'if-match')?.trim();
  if (given === undefined || given === '*') return null;
  const match = /^"(\d{1,15})"$/.exec(given);
  if (match !== null) return Number(match[1]);
  throw new HttpProblem(
    refuse('revision.malformed', 'If-Match is not an entity tag of ours', {
      hint: 'Send the ETag of the last answer as it was, quotes included.',
    }),
  );
};

export const etagOf = (revision: number): string => `"${revision}"`;

/** A structured-field string; the quotes may be left out. */
export const idempotencyKey = (request: FastifyRequest): string | null => {
  const given = headerOf(request, 'idempotency-key')?.trim();
  if (given === undefined) return null;
  const key =
    /^"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"$/.exec(given)?.[1] ??
    /^([\x21\x23-\x5b\x5d-\x7e]{1,255})$/.exec(given)?.[1];
  if (key === undefined)
    throw invalidAt('', 'Idempotency-Key takes 1 to 255 printable ASCII characters, best a UUID in quotes');
  return key;
};

export const wants = (request: FastifyRequest, type: string): boolean =>
  (headerOf(request, 'accept') ?? '').toLowerCase().includes(type);
