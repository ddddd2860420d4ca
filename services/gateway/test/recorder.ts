/** Puts events on the log for tests, as services would: through the executor, each commit once. */
import { Claimed, type CommandEnvelope, type EventDefinition } from '@chronovisor/contracts';
import { claimStream, createExecutor, type EventStore, type Executor } from '@chronovisor/event-store';
import { type Decider, type Refusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { eventMeta } from '@chronovisor/nest';
import type { z } from 'zod';

export interface Happening {
  readonly type: string;
  readonly version: number;
  readonly data: never;
}

/** An event whose data is held to its definition. */
export const happening = <D extends EventDefinition>(definition: D, data: z.input<D['data']>): Happening => ({
  type: definition.type,
  version: definition.version,
  data: definition.data.parse(data) as never,
});

type Decide = () => readonly Happening[] | Refusal;

const decider: Decider<Decide, null, Happening> = { initial: null, decide: (decide) => decide(), evolve: () => null };

export class Recorder {
  readonly executor: Executor;

  constructor(store: EventStore) {
    this.executor = createExecutor(store);
  }

  /** What happened by itself. */
  async put(stream: string, ...happenings: readonly Happening[]): Promise<number> {
    const meta = { actorKind: 'system', actorId: 'test', correlationId: 'test' };
    const done = await this.executor.execute({ stream, decider, command: () => happenings, commandId: newId(), meta });
    if (!done.ok) throw new Error(done.refusal.message);
    return done.position;
  }

  /** Names are claimed by whoever bears them. */
  claim(kind: string, key: string, owner: string): Promise<number> {
    return this.put(claimStream(kind, key), happening(Claimed, { kind, key, owner }));
  }

  /** What a command led to. */
  answer(envelope: CommandEnvelope, stream: string, decide: Decide) {
    return this.executor.execute({
      stream,
      decider,
      command: decide,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
      ...(envelope.meta.expectedRevision === undefined ? {} : { expectedRevision: envelope.meta.expectedRevision }),
    });
  }
}
