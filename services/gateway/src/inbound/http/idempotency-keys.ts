/** Binds Idempotency-Keys to the first request that carried them, in the store, so that they hold over restarts. */
import { createHash } from 'node:crypto';
import type { CommandMeta } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import { eventMeta } from '@chronovisor/nest';
import { keyDecider, type KeyMessage } from '../../domain/idempotency/decide.ts';
import { HttpProblem } from './http-problem.ts';

/** Ids of a request: of its command (and operation), and of what it makes. */
export interface RequestIds {
  readonly commandId: string;
  readonly targetId: string;
}

export interface KeyUse {
  readonly key: string;
  readonly actorId: string;
  /** Of method, path and body. */
  readonly fingerprint: string;
}

const sha256 = (...texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
};

export const requestFingerprint = (method: string, path: string, body: unknown): string =>
  sha256(method, path, JSON.stringify(body ?? null)).slice(0, 32);

const streamOf = ({ actorId, key }: KeyUse): string => `idempotency-${sha256(actorId, key).slice(0, 32)}`;

export class IdempotencyKeys {
  readonly #executor: Executor;
  /** Requests with the same key wait for each other, so that the second finds what the first did. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async oneAtATime<T>(use: KeyUse, work: () => Promise<T>): Promise<T> {
    const stream = streamOf(use);
    const before = this.#underWay.get(stream) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = before.then(() => promise);
    this.#underWay.set(stream, mine);
    await before;
    try {
      return await work();
    } finally {
      resolve();
      if (this.#underWay.get(stream) === mine) this.#underWay.delete(stream);
    }
  }

  /** The ids the key is bound to; null while it is free. Refused when it belongs to another request. */
  async boundTo(use: KeyUse): Promise<RequestIds | null> {
    const { state } = await this.#executor.load({ stream: streamOf(use), decider: keyDecider });
    if (state.status === 'free') return null;
    if (state.fingerprint === use.fingerprint) return { commandId: state.commandId, targetId: state.targetId };
    const refusal = keyDecider.decide(
      this.#message(use, { commandId: state.commandId, targetId: state.targetId }),
      state,
    );
    throw new HttpProblem(refusal as HttpProblem['refusal']);
  }

  /** Binds the key to these ids; gives the ids it is bound to, which are others' when somebody was quicker. */
  async bind(use: KeyUse, ids: RequestIds, meta: CommandMeta): Promise<RequestIds> {
    const message = this.#message(use, ids);
    const commandId = derivedId(ids.commandId, 'idempotency-key');
    const { action: _, ...rest } = meta;
    const own = { ...rest, commandId: commandId as CommandMeta['commandId'] };
    const done = await this.#executor.execute({
      stream: streamOf(use),
      decider: keyDecider,
      command: message,
      commandId,
      meta: eventMeta({ ...message, meta: own }),
    });
    if (!done.ok) throw new HttpProblem(done.refusal);
    return done.state.status === 'free' ? ids : { commandId: done.state.commandId, targetId: done.state.targetId };
  }

  #message({ key, fingerprint }: KeyUse, { commandId, targetId }: RequestIds): KeyMessage {
    return {
      type: 'gateway.AcceptKey',
      version: 1,
      data: { key, fingerprint, commandId: commandId as never, targetId },
    };
  }
}
