/** How a saga's step writes the command it sends. */
import type { SagaCommand } from '@chronovisor/saga/definition';

/** A command with its data checked against its type. */
export const send = <T extends SagaCommand['type']>(
  type: T,
  data: Extract<SagaCommand, { type: T }>['data'],
): SagaCommand => ({ type, version: 1, data }) as unknown as SagaCommand;
