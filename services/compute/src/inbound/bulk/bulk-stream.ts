/** Where a bulk is recorded, and the ids that follow from its own. */
import { derivedId } from '@chronovisor/kernel/ids';

const PREFIX = 'bulk-';

export const bulkStream = (operationId: string): string => PREFIX + operationId;

export const bulkIdOf = (stream: string): string | null =>
  stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : null;

/** Of the operation of each vm, by vm, and of each check. */
export const idsOf =
  (operationId: string) =>
  (name: string): string =>
    derivedId(operationId, name);
