/** Hands one event to one address, once: signed after Standard Webhooks, without following redirects, within a time. */
import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { constants } from 'node:http2';
import { request as secureRequest } from 'node:https';
import { messageOf } from '@chronovisor/kernel';
import { Webhook } from 'standardwebhooks';
import { MOST_HELD_OFF_MS } from '../../domain/delivery/patience.ts';
import type { Addresses } from './addresses.ts';

export interface Letter {
  readonly url: string;
  /** The event's id: the same at every try. */
  readonly id: string;
  readonly body: string;
  /** All of them sign. */
  readonly secrets: readonly string[];
}

export interface Outcome {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly ms: number;
  readonly reason: string | null;
  /** The receiver says it wants no more. */
  readonly isGone: boolean;
  /** The receiver asks for so long a pause. */
  readonly holdOffMs: number | null;
}

export type Post = (letter: Letter) => Promise<Outcome>;

export interface PostSettings {
  readonly timeoutMs: number;
  readonly version: string;
}

/** Of an answer nothing is needed but its status; who says more is cut off. */
const MOST_ANSWER = 64 * 1024;
const LONGEST_REASON = 300;

const headersOf = ({ id, body, secrets }: Letter, version: string): Readonly<Record<string, string>> => {
  const now = new Date();
  return {
    'content-type': 'application/cloudevents+json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': `chronovisor/${version}`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
};

/** Resolves once the answer is read to its end. */
const answerTo = (sent: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (answer: IncomingMessage) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > MOST_ANSWER) answer.destroy(new Error(`the answer has more than ${MOST_ANSWER} bytes`));
      });
      answer.on('error', reject);
      answer.on('end', () => resolve(answer));
    });
  });

/** `Retry-After` as RFC 9110 has it: seconds, or a date. What is neither says nothing. */
export const holdOffIn = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null;
  const asked = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return asked > 0 ? Math.min(asked, MOST_HELD_OFF_MS) : null;
};

const isGood = (status: number): boolean => Math.floor(status / 100) === 2;
const isRedirect = (status: number): boolean => Math.floor(status / 100) === 3;

const objectionTo = (status: number): string | null => {
  if (isGood(status)) return null;
  return isRedirect(status) ? `it answered ${status}: redirects are not followed` : `it answered ${status}`;
};

export const createPost =
  (addresses: Addresses, { timeoutMs, version }: PostSettings): Post =>
  async (letter) => {
    const begun = performance.now();
    const elapsed = (): number => Math.round(performance.now() - begun);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      addresses.requireLiteral(letter.url);
      const open = letter.url.toLowerCase().startsWith('https:') ? secureRequest : plainRequest;
      const options = { method: 'POST', headers: headersOf(letter, version), agent: false, lookup: addresses.lookup };
      const sent = open(letter.url, { ...options, signal });
      const answered = answerTo(sent);
      sent.end(letter.body);
      const { statusCode: status = 0, headers } = await answered;
      const reason = objectionTo(status);
      const isGone = status === constants.HTTP_STATUS_GONE;
      const holdOffMs = reason === null ? null : holdOffIn(headers['retry-after'], Date.now());
      return { delivered: reason === null, status, ms: elapsed(), reason, isGone, holdOffMs };
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${timeoutMs} ms` : messageOf(error).slice(0, LONGEST_REASON);
      return { delivered: false, status: null, ms: elapsed(), reason, isGone: false, holdOffMs: null };
    }
  };
