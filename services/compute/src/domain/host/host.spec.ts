/** What a host's word and its silence mean, read as sentences. */
import type { HostFacts } from '@chronovisor/contracts';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostCommand, hostDecider } from './decide.ts';
import { evolve } from './evolve.ts';
import { type HostEvent, noHost } from './state.ts';

const host = specify(hostDecider);
const hostId = '01900000-0000-7000-8000-00000000000b' as HostFacts['hostId'];
const factsOf = (session: string): HostFacts => ({ hostId, name: 'h1', sessionId: session }) as HostFacts;
const asCommand = (type: HostCommand['type'], data: object): HostCommand =>
  ({ type, version: 1, data, meta: {} }) as unknown as HostCommand;

const register = (session = 's1') => asCommand('compute.RegisterHost', { facts: factsOf(session) });
const report = (session = 's1') => asCommand('compute.RecordHostReport', { hostId, sessionId: session, vms: [] });
const update = (changes: object) => asCommand('compute.UpdateHost', { hostId, changes });
const silence = () => asCommand('compute.RecordHostLost', { hostId, silentSeconds: 10 });

const joined = (session = 's1'): HostEvent => ({
  type: 'compute.HostJoined',
  version: 1,
  data: { facts: factsOf(session) },
});
const lost: HostEvent = { type: 'compute.HostLost', version: 1, data: { hostId, silentSeconds: 10 } };
const returned: HostEvent = { type: 'compute.HostReturned', version: 1, data: { hostId } };

describe('a host', () => {
  it('joins when it first says who it is', () =>
    host
      .when(register())
      .then([joined()])
      .thenState((state) =>
        expect(state).toEqual({
          status: 'speaking',
          facts: factsOf('s1'),
          settings: null,
          booted: null,
          strangers: [],
        }),
      ));
  it('says so at every reconnect, which is no news', () => host.given([joined()]).when(register()).thenNothing());
  it('joins anew with each start of its process', () =>
    host
      .given([joined()])
      .when(register('s2'))
      .then([joined('s2')])
      .thenState((state) => expect(state).toMatchObject({ facts: { sessionId: 's2' } })));
  it('is lost once', () => host.given([joined()]).when(silence()).then([lost]).thenOnlyOnce());
  it('that was never seen cannot be lost', () => host.when(silence()).thenNothing());
  it('returns with its word', () => host.given([joined(), lost]).when(register()).then([returned]).thenOnlyOnce());
  it('returns with its report', () => host.given([joined(), lost]).when(report()).then([returned]).thenOnlyOnce());
  it('joins anew when it was started again in its silence', () =>
    host
      .given([joined(), lost])
      .when(register('s2'))
      .then([joined('s2')]));
  it('does not return with the report of a process that is gone', () =>
    host
      .given([joined('s2'), lost])
      .when(report('s1'))
      .thenNothing());
  it('that speaks says nothing new with its report', () => host.given([joined()]).when(report()).thenNothing());
});

describe('the settings of a host', () => {
  const usual = { labels: {}, overcommit: { vcpus: 64, memory: 1 } };
  it('change in what is named, and stay through its restarts', () => {
    const set = host.given([joined()]).after(update({ labels: { rack: 'a' }, overcommit: { vcpus: 4 } }));
    const settings = { labels: { rack: 'a' }, overcommit: { vcpus: 4, memory: 1 } };
    set.when(register('s2')).thenState((state) => expect(state).toMatchObject({ status: 'speaking', settings }));
    set.when(update({ labels: { rack: 'a' } })).thenNothing();
  });
  it('are as usual until somebody says otherwise', () => host.given([joined()]).when(update(usual)).thenNothing());
  it('are for hosts that have joined', () => host.when(update({ labels: { a: 'b' } })).thenRefused('host.not-found'));
});

describe('a boot of a host', () => {
  const inBoot = (session: string, bootId: string | undefined): HostFacts => ({
    ...factsOf(session),
    ...(bootId === undefined ? {} : { bootId }),
  });
  const joinedIn = (session: string, bootId?: string): HostEvent => ({
    type: 'compute.HostJoined',
    version: 1,
    data: { facts: inBoot(session, bootId) },
  });
  const begin = (bootId: string) => asCommand('compute.BeginAutostart', { hostId, bootId, operationId: 'o', vms: [] });

  it('is told by another boot id, and answered once', () =>
    host
      .given([joinedIn('s1', 'b1'), joinedIn('s2', 'b2')])
      .when(begin('b2'))
      .thenTypes('compute.HostAutostarted')
      .thenOnlyOnce());
  it('is still unanswered when the process is started once more', () =>
    host
      .given([joinedIn('s1', 'b1'), joinedIn('s2', 'b2'), joinedIn('s3', 'b2')])
      .when(begin('b2'))
      .thenTypes('compute.HostAutostarted'));
  it('is none when the process alone was started again', () =>
    host
      .given([joinedIn('s1', 'b1'), joinedIn('s2', 'b1')])
      .when(begin('b1'))
      .thenNothing());
  it('is none when nobody knows the one before', () =>
    host
      .given([joinedIn('s1'), joinedIn('s2', 'b2')])
      .when(begin('b2'))
      .thenNothing());
  it('that is over is answered no more', () =>
    host
      .given([joinedIn('s1', 'b1'), joinedIn('s2', 'b2'), joinedIn('s3', 'b3')])
      .when(begin('b2'))
      .thenNothing());
});

describe('the memory of a host', () => {
  it('takes in every event', () => {
    const silent = { status: 'silent', facts: factsOf('s1'), settings: null, booted: null, strangers: [] };
    expect([joined(), lost].reduce(evolve, noHost)).toEqual(silent);
    expect([joined(), lost, returned].reduce(evolve, noHost)).toEqual({ ...silent, status: 'speaking' });
    expect([lost, returned].reduce(evolve, noHost)).toEqual(noHost);
  });
});

it('hears what is repeated once', () => {
  const commands = fc.constantFrom(
    update({ labels: { a: 'b' } }),
    update({ labels: { a: null } }),
    register(),
    register('s2'),
    report(),
    report('s2'),
    silence(),
  );
  checkRepeatedCommands(hostDecider, commands, { numRuns: 500 });
});
