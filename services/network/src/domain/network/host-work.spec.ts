import { hostRegistry } from '@chronovisor/contracts';
import { expect, it } from 'vitest';
import * as say from '../../../test/samples.ts';
import { hostWork } from './host-work.ts';

const { networkId, hostA, hostB } = say;
const request = say.requestIn(say.metaOf());

it('an activation is work for its host', () => {
  const data = { networkId, name: 'blue', hostId: hostA, subnet: null, request };
  const [work, ...others] = hostWork({ type: 'network.NetworkActivationRequested', version: 1, data } as never);
  expect(others).toEqual([]);
  expect(work).toMatchObject({ hostId: hostA, type: 'network.ActivateNetwork', request });
  expect(hostRegistry.get('network.ActivateNetwork')?.data.safeParse(work?.data).success).toBe(true);
});

it('a deletion is work for every host that has the network', () => {
  const data = { networkId, hostIds: [hostA, hostB], request };
  const works = hostWork({ type: 'network.NetworkDeletionRequested', version: 1, data } as never);
  expect(works.map(({ hostId }) => hostId)).toEqual([hostA, hostB]);
  for (const work of works) expect(hostRegistry.get(work.type)?.data.safeParse(work.data).success).toBe(true);
});

it('what has happened is work for nobody', () => {
  expect(hostWork({ type: 'network.NetworkActivated' })).toEqual([]);
});
