import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as say from '../../../test/samples.ts';
import type { HostFacts } from './activation.ts';
import { type NetworkDecision, networkDecider } from './decide.ts';

const { hostA, hostB, networkId } = say;
const network = specify(networkDecider);

const rooted: HostFacts = { name: 'a', networks: ['user', 'nat'] };
const created = say.createNetwork();
const activate = (hostId = hostA, host: HostFacts | null = rooted) => ({ ...say.activateNetwork(hostId), host });
const remove = (nics = 0) => ({ ...say.deleteNetwork(), nics });

const declared = network.given([]).after(created);
const onA = activate(hostA);
const requested = declared.after(onA);
const active = requested.after(say.recordActive(hostA, say.requestIn(onA.meta)));
const onB = activate(hostB);
const activeOnBoth = active.after(onB).after(say.recordActive(hostB, say.requestIn(onB.meta)));

describe('declaring a network', () => {
  it('makes nothing on any host', () => {
    const { data, meta } = created;
    network
      .when(created)
      .then([{ type: 'network.NetworkCreated', version: 1, data: { ...data, request: say.requestIn(meta) } }]);
  });

  it('again with the same words does nothing, with others is refused', () => {
    declared.when(say.createNetwork()).thenNothing();
    declared.when(say.createNetwork({ name: 'red' })).thenRefused('network.id-taken');
  });

  it.each(['10.177.3.0/24', '192.168.7.0/29', '172.16.0.0/16', '100.64.0.0/16'])('takes the subnet %s', (subnet) => {
    network.when(say.createNetwork({ subnet })).thenTypes('network.NetworkCreated');
  });

  it.each([
    ['10.0.0.0/8', 'too large'],
    ['10.177.3.0/30', 'too small'],
    ['10.177.3.1/24', 'bits set behind'],
    ['8.8.8.0/24', 'not a private subnet'],
    ['172.32.0.0/16', 'not a private subnet'],
  ])('refuses the subnet %s: %s', (subnet, objection) => {
    const message = expect.stringContaining(objection);
    network.when(say.createNetwork({ subnet })).thenRefused('network.subnet-invalid', { message });
  });

  it('of kind user takes no subnet', () => {
    const wrong = say.createNetwork({ networkKind: 'user', subnet: '10.177.3.0/24' });
    network
      .when(wrong)
      .thenRefused('network.subnet-invalid', { errors: [{ pointer: '/subnet', detail: expect.any(String) }] });
  });

  it('is never possible again once it was deleted', () => {
    declared.after(remove()).when(say.createNetwork()).thenRefused('network.id-taken');
  });
});

describe('activating a network', () => {
  it('asks the host, and the host answers for the request', () => {
    declared.when(onA).thenTypes('network.NetworkActivationRequested');
    requested
      .when(say.recordActive(hostA, say.requestIn(onA.meta)))
      .thenTypes('network.NetworkActivated')
      .thenOnlyOnce();
  });

  it('that is asked for already, or stands, asks nobody again', () => {
    requested.when(activate()).thenNothing();
    active.when(activate()).thenNothing();
  });

  it('needs a host that is known and runs as root', () => {
    declared.when(activate(hostA, null)).thenRefused('host.not-found');
    const plain = { name: 'b', networks: ['user' as const] };
    declared
      .when(activate(hostA, plain))
      .thenRefused('network.needs-root', { hint: expect.stringContaining('"user"') });
  });

  it('of kind user needs nothing of a host', () => {
    network
      .given([])
      .after(say.createNetwork({ networkKind: 'user' }))
      .when(activate(hostA, null))
      .thenNothing();
  });

  it('of what is not there is refused', () => {
    network.when(activate()).thenRefused('network.not-found');
    declared.after(remove()).when(activate()).thenRefused('network.not-found');
    active
      .after(remove())
      .when(activate())
      .thenRefused('network.busy', { blockedBy: expect.any(String) });
  });

  it('that failed can be asked for again', () => {
    const failed = requested.after(say.recordFailed(hostA, say.requestIn(onA.meta)));
    failed.when(activate()).thenTypes('network.NetworkActivationRequested');
  });

  it('is not failed by an answer to another request', () => {
    requested.when(say.recordFailed(hostA, say.requestIn(say.metaOf()))).thenNothing();
    active.when(say.recordFailed(hostA, say.requestIn(onA.meta))).thenNothing();
  });

  it('is told anew when a host shows it in another shape', () => {
    const moved = say.recordActive(hostA, say.requestIn(onA.meta));
    const other = { ...moved, data: { ...moved.data, activation: { ...say.activation, subnet: '10.177.9.0/24' } } };
    active.when(moved).thenNothing();
    active.when(other).thenTypes('network.NetworkActivated');
  });
});

describe('deleting a network', () => {
  it('that stands nowhere ends at once', () => {
    declared.when(remove()).thenTypes('network.NetworkDeletionRequested', 'network.NetworkDeleted').thenOnlyOnce();
  });

  it('waits for each host that has it', () => {
    const first = remove();
    const request = say.requestIn(first.meta);
    const going = activeOnBoth.after(first);
    going.when(say.recordInactive(hostA, request)).thenTypes('network.NetworkDeactivated').thenOnlyOnce();
    going
      .after(say.recordInactive(hostA, request))
      .when(say.recordInactive(hostB, request))
      .then([
        { type: 'network.NetworkDeactivated', version: 1, data: { networkId, hostId: hostB } },
        { type: 'network.NetworkDeleted', version: 1, data: { networkId, request } },
      ]);
  });

  it('is refused while nics are on it', () => {
    active.when(remove(2)).thenRefused('network.in-use', { message: expect.stringContaining('2 nics') });
  });

  it('ends an activation under way and asks its host to clear up as well', () => {
    const first = remove();
    const going = requested.when(first);
    going.thenTypes('network.NetworkActivationFailed', 'network.NetworkDeletionRequested');
    expect(going.events.map(({ data }) => data)).toMatchObject([
      { request: say.requestIn(onA.meta) },
      { hostIds: [hostA] },
    ]);
    requested
      .after(first)
      .when(say.recordInactive(hostA, say.requestIn(first.meta)))
      .thenTypes('network.NetworkDeactivated', 'network.NetworkDeleted');
  });

  it('again while it goes on, or afterwards, does nothing', () => {
    active.after(remove()).when(remove()).thenNothing();
    declared.after(remove()).when(remove()).thenNothing();
    network.when(remove()).thenRefused('network.not-found');
  });

  it('that a host could not do leaves the network standing there, to be tried again', () => {
    const first = remove();
    const request = say.requestIn(first.meta);
    const failed = activeOnBoth
      .after(first)
      .after(say.recordInactive(hostA, request))
      .after(say.recordFailed(hostB, request));
    failed.when(activate(hostB)).thenNothing();
    failed.when(activate(hostA)).thenTypes('network.NetworkActivationRequested');
    const again = failed.when(remove());
    expect(again.events[0]?.data).toMatchObject({ hostIds: [hostB] });
  });

  it('takes in that a host has let go also after another one has failed', () => {
    const first = remove();
    const request = say.requestIn(first.meta);
    const failed = activeOnBoth.after(first).after(say.recordFailed(hostB, request));
    failed.when(say.recordInactive(hostA, request)).thenTypes('network.NetworkDeactivated');
  });

  it('is not failed by an answer to an older request', () => {
    active
      .after(remove())
      .when(say.recordFailed(hostA, say.requestIn(onA.meta)))
      .thenNothing();
  });
});

it('hears every repeated command once', () => {
  const request = say.requestIn(onA.meta);
  const commands: NetworkDecision[] = [
    created,
    onA,
    activate(hostB),
    remove(),
    ...[hostA, hostB].flatMap((host) => [
      say.recordActive(host, request),
      say.recordFailed(host, request),
      say.recordInactive(host, request),
    ]),
  ];
  expect(() => checkRepeatedCommands(networkDecider, fc.constantFrom(...commands), { numRuns: 500 })).not.toThrow();
});
