/** How the parts of the control plane are, as far as this process sees them. */
import type { BusStatus } from '@chronovisor/bus';
import type { http } from '@chronovisor/contracts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { version } from '../version.ts';

const startedAt = new Date().toISOString();

const controlServices = ['gateway', 'compute', 'storage', 'network', 'passthrough', 'audit'];
const hostServices = ['compute', 'storage', 'network', 'passthrough'];

export interface Vitals {
  readonly position: number;
  readonly head: number;
  readonly bus: BusStatus;
  readonly feeds: http.StatusDocument['feeds'];
  readonly selfCheck: http.StatusDocument['selfCheck'];
}

type Role = http.StatusDocument['roles'][number];

const hostRoles = (catalogue: Catalogue): readonly Role[] =>
  catalogue.hosts.documents.rows().map(({ name, status, facts }) => ({
    role: 'host' as const,
    name,
    hostId: facts.hostId,
    version: facts.version,
    status,
    services: hostServices,
  }));

export const statusOfParts = (
  catalogue: Catalogue,
  { position, head, bus, feeds, selfCheck }: Vitals,
): http.StatusDocument => ({
  version,
  api: 'v1',
  startedAt,
  position,
  head,
  bus,
  roles: [
    { role: 'control', name: 'control', hostId: null, version, status: 'running', services: controlServices },
    ...hostRoles(catalogue),
  ],
  views: [...catalogue.sizes()],
  feeds,
  selfCheck,
});
