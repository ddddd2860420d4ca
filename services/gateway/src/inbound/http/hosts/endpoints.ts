/** The endpoints of hosts and their devices. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const columns = ['name', 'status', 'version', 'id'];

export const listHosts = endpoint({
  id: 'listHosts',
  method: 'GET',
  path: `${api}/hosts`,
  tag: 'hosts',
  summary: 'List hosts',
  query: http.SelectedPastListParameters,
  answer: { kind: 'page', schema: http.HostPage, item: http.HostDocument },
  cli: { noun: 'host', verb: 'list', columns },
});

export const getHost = endpoint({
  id: 'getHost',
  method: 'GET',
  path: `${api}/hosts/{id}`,
  tag: 'hosts',
  summary: 'Show a host',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.HostDocument },
  cli: { noun: 'host', verb: 'show', columns },
});

export const updateHost = endpoint({
  id: 'updateHost',
  method: 'PATCH',
  path: `${api}/hosts/{id}`,
  tag: 'hosts',
  summary: 'Change labels or overcommit of a host',
  description: 'An overcommit below what its running vms have is refused, with the use named. Takes If-Match.',
  body: http.UpdateHostBody,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'host', verb: 'update' },
});

export const listDevices = endpoint({
  id: 'listDevices',
  method: 'GET',
  path: `${api}/devices`,
  tag: 'devices',
  summary: 'List PCI and USB devices of all hosts',
  query: http.ListParameters,
  answer: { kind: 'page', schema: http.DevicePage, item: http.DeviceDocument },
  cli: { noun: 'device', verb: 'list', columns: ['host', 'kind', 'address', 'vendor', 'name', 'driver', 'iommuGroup'] },
});

export const hostEndpoints: readonly Endpoint[] = [listHosts, getHost, updateHost, listDevices];
