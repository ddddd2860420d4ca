/** A table from event type to what a view does with it, typed by the event's own definition. */
import type { EventDefinition } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { z } from 'zod';

type Reaction = (data: never, event: RecordedEvent) => void;

export interface Reactions {
  on<D extends EventDefinition>(
    definition: D,
    react: (data: z.infer<D['data']>, event: RecordedEvent) => void,
  ): Reactions;
  /** Events of other types are none of this view's business. */
  apply(event: RecordedEvent): void;
}

export const createReactions = (): Reactions => {
  const table = new Map<string, Reaction>();
  const reactions: Reactions = {
    on: (definition, react) => {
      table.set(definition.type, react);
      return reactions;
    },
    apply: (event) => table.get(event.type)?.(event.data as never, event),
  };
  return reactions;
};
