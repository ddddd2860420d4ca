/** The endpoints of what a vm needs before it starts. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const tag = 'vms';
const path = `${api}/vms/{id}/dependencies`;

export const getVmDependencies = endpoint({
  id: 'getVmDependencies',
  method: 'GET',
  path,
  tag,
  summary: 'Show what a vm needs before it starts',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.DependenciesDocument },
  cli: { noun: 'vm', verb: 'dependencies', columns: ['vm', 'group', 'until', 'timeout'] },
});

export const setVmDependencies = endpoint({
  id: 'setVmDependencies',
  method: 'PUT',
  path,
  tag,
  summary: 'Say what a vm needs before it starts',
  description:
    'All of it: what is left out is needed no more. Refused with `dependency.cycle`, which names the ring, when the vm would come to need itself. Takes If-Match.',
  body: http.DependenciesBody,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'vm', verb: 'depend' },
});

export const dependencyEndpoints: readonly Endpoint[] = [getVmDependencies, setVmDependencies];
