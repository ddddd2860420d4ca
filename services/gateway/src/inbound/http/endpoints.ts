/** Every endpoint there is. */
import { adminEndpoints } from './admin/endpoints.ts';
import { driftEndpoints } from './drift/endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { bulkEndpoints } from './bulk/endpoints.ts';
import { groupEndpoints } from './groups/endpoints.ts';
import { hostEndpoints } from './hosts/endpoints.ts';
import { memoryEndpoints } from './memory/endpoints.ts';
import { networkEndpoints } from './networks/endpoints.ts';
import { selfEndpoints } from './openapi/endpoints.ts';
import { operationEndpoints } from './operations/endpoints.ts';
import { projectEndpoints } from './projects/endpoints.ts';
import { recordEndpoints } from './records/endpoints.ts';
import { storageEndpoints } from './storage/endpoints.ts';
import { dependencyEndpoints } from './vms/dependency-endpoints.ts';
import { scheduleEndpoints } from './schedules/endpoints.ts';
import { vmEndpoints } from './vms/endpoints.ts';
import { webhookEndpoints } from './webhooks/endpoints.ts';

export const endpoints: readonly Endpoint[] = [
  ...vmEndpoints,
  ...bulkEndpoints,
  ...groupEndpoints,
  ...dependencyEndpoints,
  ...scheduleEndpoints,
  ...operationEndpoints,
  ...recordEndpoints,
  ...memoryEndpoints,
  ...driftEndpoints,
  ...adminEndpoints,
  ...hostEndpoints,
  ...storageEndpoints,
  ...networkEndpoints,
  ...projectEndpoints,
  ...webhookEndpoints,
  ...selfEndpoints,
];

const routes = endpoints.map(({ path, method }) => ({ parts: path.split('/'), method }));

const fits = (parts: readonly string[], given: readonly string[]): boolean =>
  parts.length === given.length &&
  parts.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]));

/** Which methods a path knows. */
export const methodsOf = (path: string): readonly string[] =>
  [...new Set(routes.filter(({ parts }) => fits(parts, path.split('/'))).map(({ method }) => method))].toSorted();
