/** What a request would lead to, put together from its plan and from what the service foresees. */
import { type Accepted, type http, publicEventType } from '@chronovisor/contracts';

interface Meant {
  readonly type: string;
  readonly target: string;
  readonly placement?: http.Placement;
}

export const dryRunDocument = (
  { type, target, placement }: Meant,
  { foreseen, operationId }: Accepted,
): http.DryRunDocument => {
  if (foreseen === undefined) throw new Error(`${type} was carried out, though only its meaning was asked`);
  const { events, steps } = foreseen;
  return {
    dryRun: true,
    type,
    target,
    events: events.map(({ type: name, stream, version, data }) => ({
      type: publicEventType(name),
      stream,
      dataversion: version,
      data,
    })),
    joins: events.length === 0 ? operationId : null,
    steps,
    placement: placement ?? null,
  };
};
