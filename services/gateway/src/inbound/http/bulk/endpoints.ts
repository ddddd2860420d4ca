/** The endpoint that takes one order to many vms. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

export const bulkVms = endpoint({
  id: 'bulkVms',
  method: 'POST',
  path: `${api}/vms/bulk`,
  tag: 'vms',
  summary: 'Give many vms one order',
  description:
    'One operation, whose `children` tell what became of each vm; each has an operation of its own. When something is wrong with the request, nothing is done. `DELETE /operations/{id}` stops sending: what is under way ends, the rest is never sent. With `dryRun=true`, `vms` says of each in its turn what would become of it, and `quota` what hosts and projects would have in use after all of them.',
  body: http.BulkBody,
  answer: { kind: 'operation' },
  cli: { noun: 'vm', verb: 'bulk' },
});

export const bulkEndpoints: readonly Endpoint[] = [bulkVms];
