/** Finds in the log what was accepted and never came onto the audit trail, because the process died in between. */
import { type Access, Actor } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import type { Follower } from '@chronovisor/nest';
import { pathOf, subjectOf } from '../../projections/documents/targets.ts';
import type { Catalogue } from '../../projections/catalogue/catalogue.ts';
import type { AuditTrail } from './audit-trail.ts';
import { accepted } from './status.ts';

/** The same before and after a restart, hence one record. */
export const accessIdOf = (operationId: string): string => derivedId(operationId, 'access');

const actorOf = ({ meta }: RecordedEvent): Actor =>
  Actor.parse({
    kind: meta['actorKind'],
    id: meta['actorId'],
    ...(meta['actorSource'] === undefined ? {} : { source: meta['actorSource'] }),
  });

export class UnrecordedAccesses implements Follower {
  readonly name = 'unrecorded-accesses';
  readonly #trail: Pick<AuditTrail, 'record'>;
  readonly #views: Pick<Catalogue, 'operations'>;
  /** First event of each request that is not on the trail, by the id its record will have. */
  readonly #missing = new Map<string, RecordedEvent>();

  constructor(trail: Pick<AuditTrail, 'record'>, views: Pick<Catalogue, 'operations'>) {
    this.#trail = trail;
    this.#views = views;
  }

  reset(): void {
    this.#missing.clear();
  }

  apply(event: RecordedEvent): void {
    const { action, commandId, operationId } = event.meta;
    if (event.type === 'audit.AccessRecorded') this.#missing.delete(commandId ?? '');
    else if (action !== undefined && operationId !== undefined) {
      const id = accessIdOf(operationId);
      if (!this.#missing.has(id)) this.#missing.set(id, event);
    }
  }

  caughtUp(): void {
    for (const [id, event] of this.#missing) this.#trail.record(id, this.#accessOf(event));
  }

  #accessOf(event: RecordedEvent): Access {
    const { action = '', operationId = null, correlationId = '' } = event.meta;
    const target = this.#views.operations.documents.row(operationId ?? '')?.target;
    return {
      at: event.at,
      actor: actorOf(event),
      action,
      object: target ?? pathOf(subjectOf(event.stream) ?? event.stream),
      result: 'accepted',
      status: accepted,
      code: null,
      operationId,
      correlationId,
    };
  }
}
