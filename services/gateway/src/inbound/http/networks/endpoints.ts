/** The endpoints of networks. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';
import { labelEndpoint } from '../labels/label-plans.ts';

const tag = 'networks';
const columns = ['name', 'kind', 'status', 'subnet', 'hosts', 'nics', 'id'];

export const listNetworks = endpoint({
  id: 'listNetworks',
  method: 'GET',
  path: `${api}/networks`,
  tag,
  summary: 'List networks',
  query: http.SelectedPastListParameters,
  answer: { kind: 'page', schema: http.NetworkPage, item: http.NetworkDocument },
  cli: { noun: 'network', verb: 'list', columns },
});

export const createNetwork = endpoint({
  id: 'createNetwork',
  method: 'POST',
  path: `${api}/networks`,
  tag,
  summary: 'Create a network',
  description: 'A `nat` network is made on a host when the first nic there needs it.',
  body: http.CreateNetworkBody,
  answer: { kind: 'operation' },
  problems: ['conflict'],
  cli: { noun: 'network', verb: 'create' },
});

export const getNetwork = endpoint({
  id: 'getNetwork',
  method: 'GET',
  path: `${api}/networks/{id}`,
  tag,
  summary: 'Show a network',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.NetworkDocument },
  cli: { noun: 'network', verb: 'show', columns },
});

export const updateNetwork = labelEndpoint('network', 'a network');

export const deleteNetwork = endpoint({
  id: 'deleteNetwork',
  method: 'DELETE',
  path: `${api}/networks/{id}`,
  tag,
  summary: 'Delete a network',
  description: 'And what hosts made for it. Not while a nic is on it.',
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'network', verb: 'delete' },
});

export const networkEndpoints: readonly Endpoint[] = [
  listNetworks,
  createNetwork,
  getNetwork,
  updateNetwork,
  deleteNetwork,
];
