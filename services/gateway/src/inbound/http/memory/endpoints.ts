/** The endpoints that ask the log rather than the present. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

export const getDiff = endpoint({
  id: 'getDiff',
  method: 'GET',
  path: `${api}/diff`,
  tag: 'events',
  summary: 'Show what is not as it was',
  description:
    'Compares vms, volumes, networks and all other things at two moments, field by field. What came and went in between is not shown; the events tell of it.',
  query: http.DiffParameters,
  answer: { kind: 'document', schema: http.DiffDocument },
  cli: { noun: 'diff', verb: 'show', columns: ['kind', 'name', 'change', 'fields', 'subject'] },
});

export const memoryEndpoints: readonly Endpoint[] = [getDiff];
