/** What a host has that is of no vm, read as sentences. */
import type { HostFacts, Request } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { type HostCommand, hostDecider } from './decide.ts';
import type { HostEvent } from './state.ts';

const host = specify(hostDecider);
const hostId = '01900000-0000-7000-8000-00000000000b' as HostFacts['hostId'];
const request = { operationId: 'o', commandId: 'c' } as unknown as Request;
const asCommand = (type: HostCommand['type'], data: object): HostCommand =>
  ({ type, version: 1, data: { hostId, ...data }, meta: request }) as unknown as HostCommand;
const happened = (type: HostEvent['type'], data: object): HostEvent =>
  ({ type, version: 1, data: { hostId, ...data } }) as unknown as HostEvent;

const joined = happened('compute.HostJoined', { facts: { hostId, name: 'h1', sessionId: 's1' } });
const stranger = { field: 'processes/7', expected: 'nothing', observed: 'QEMU x', detail: 'y', startTicks: 3 };
const look = (strangers: readonly object[], sessionId = 's1') =>
  asCommand('compute.RecordHostStrangers', { sessionId, folders: [], processes: [], strangers });
const repair = (field?: string) => asCommand('compute.RepairHostDrift', field === undefined ? {} : { field });
const detected = happened('compute.HostDriftDetected', stranger);
const asked = happened('compute.HostDriftRepairRequested', { field: 'processes/7', startTicks: 3, request });
const recorded = (problem: object | null) =>
  asCommand('compute.RecordHostDriftRepaired', { field: 'processes/7', problem, request });

describe('what is of no vm', () => {
  it('is told once', () =>
    host
      .given([joined])
      .when(look([stranger]))
      .then([detected])
      .thenOnlyOnce());
  it('is told to be gone', () =>
    host.given([joined, detected]).when(look([])).thenTypes('compute.HostDriftCleared').thenOnlyOnce());
  it('is not told by a process that is gone', () =>
    host
      .given([joined])
      .when(look([stranger], 's0'))
      .thenNothing());
  it('stays known through restarts of the host process', () =>
    host
      .given([joined, detected, joined])
      .when(look([stranger]))
      .thenNothing());
});

describe('removing it', () => {
  it('is asked of the host, naming the very process, once', () =>
    host.given([joined, detected]).when(repair()).then([asked]).thenOnlyOnce());
  it('is refused where there is nothing, or several and none is named', () => {
    host.given([joined]).when(repair()).thenRefused('host.no-drift');
    const two = host.given([
      joined,
      detected,
      happened('compute.HostDriftDetected', { ...stranger, field: 'folders/a' }),
    ]);
    two.when(repair()).thenRefused('host.several-drifts');
    two.when(repair('folders/b')).thenRefused('host.no-drift');
    two.when(repair('folders/a')).thenTypes('compute.HostDriftRepairRequested');
    host.when(repair()).thenRefused('host.not-found');
  });
  it('ends with the word of the host', () =>
    host
      .given([joined, detected, asked])
      .when(recorded(null))
      .thenTypes('compute.HostDriftRepaired')
      .thenState((state) => expect(state).toMatchObject({ strangers: [] }))
      .thenOnlyOnce());
  it('that failed leaves it there, to be asked for again', () =>
    host
      .given([joined, detected, asked])
      .when(recorded({ code: 'x', message: 'y' }))
      .thenTypes('compute.HostDriftRepairFailed')
      .thenState((state) => expect(state).toMatchObject({ strangers: [{ field: 'processes/7', repair: null }] })));
  it('is not cut short by a look that no longer sees it', () =>
    host.given([joined, detected, asked]).when(look([])).thenNothing());
});
