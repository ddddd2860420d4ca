import {
  HostJoined,
  SagaEnded,
  VmCrashed,
  VmGuestPanicked,
  VmReset,
  VmDeleted,
  VmDeleteRequested,
  VmFound,
  VmLost,
  VmPaused,
  VmPauseRequested,
  VmStarted,
  VmStartFailed,
  VmStartRequested,
  VmStopped,
  VmUpdated,
  storage,
  type http,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { logInto, type Log } from '../../../test/log.ts';
import { happening } from '../../../test/recorder.ts';
import { created, hostFacts, launchSpec, provisioned, requestOf, sampleHost, vmSpec } from '../../../test/samples.ts';
import { Catalogue } from '../catalogue/catalogue.ts';

const vmId = newId();
const stream = `vm-${vmId}`;
const host = sampleHost('local');
const { hostId } = host;
const creation = requestOf();
const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: 'last words' };
const process = { pid: 77, startTicks: 5, accelerator: 'tcg' as const };

let catalogue: Catalogue;
let log: Log;
const vm = (): http.VmDocument => catalogue.vms.documents.document(vmId) as http.VmDocument;

const start = (request = requestOf(), generation = 1) =>
  happening(VmStartRequested, { vmId, hostId, request, generation, launch: launchSpec(vmId, 'web-1', generation) });
const started = (request: ReturnType<typeof requestOf> | null = null, generation = 1) =>
  happening(VmStarted, { vmId, generation, process, request });

const running = () => {
  const request = requestOf();
  return [start(request), started(request)];
};

beforeEach(() => {
  catalogue = new Catalogue();
  log = logInto(...catalogue.followers());
  log.put(`host-${hostId}`, happening(HostJoined, { facts: hostFacts(host) }));
  log.put(stream, created(vmId, hostId, { request: creation }));
});

const settle = (): void => {
  log.put(stream, provisioned(vmId));
  log.put(`saga-${creation.operationId}`, happening(SagaEnded, { outcome: 'succeeded', problem: null }));
};

describe('a vm', () => {
  it('is building, with its creation under way, until its parts are there', () => {
    expect(vm()).toMatchObject({ name: 'web-1', host: 'local', status: 'building', intent: 'off', revision: 0 });
    expect(vm().operation).toEqual({ id: creation.operationId, type: 'vm.create' });
    settle();
    expect(vm()).toMatchObject({ status: 'off', operation: null, revision: 1 });
  });

  it('runs after a start, with its process and without its last exit', () => {
    settle();
    const request = requestOf();
    log.put(stream, start(request));
    expect(vm()).toMatchObject({
      status: 'off',
      intent: 'running',
      generation: 1,
      operation: { id: request.operationId, type: 'vm.start' },
    });
    log.put(stream, started(request));
    expect(vm()).toMatchObject({
      status: 'running',
      operation: null,
      process: { pid: 77, host: 'local', accelerator: 'tcg' },
    });
    expect(vm()).not.toHaveProperty('lastExit');
  });

  it('is off after a failed start, without an operation', () => {
    settle();
    const request = requestOf();
    log.put(
      stream,
      start(request),
      happening(VmStartFailed, { vmId, problem: { code: 'x.y', message: 'no' }, request }),
    );
    expect(vm()).toMatchObject({ status: 'off', operation: null });
  });

  it('keeps the operation of a creation while its last step boots it', () => {
    log.put(stream, provisioned(vmId));
    const step = { ...creation, commandId: newId() } as ReturnType<typeof requestOf>;
    log.put(stream, start(step), started(step));
    expect(vm().operation).toEqual({ id: creation.operationId, type: 'vm.create' });
    log.put(`saga-${creation.operationId}`, happening(SagaEnded, { outcome: 'succeeded', problem: null }));
    expect(vm()).toMatchObject({ status: 'running', operation: null });
  });

  it('says how QEMU ended, and forgets it at the next start', () => {
    settle();
    log.put(stream, ...running(), happening(VmCrashed, { vmId, exit }));
    expect(vm()).toMatchObject({
      status: 'off',
      intent: 'running',
      lastExit: { signal: 'SIGKILL', logTail: 'last words' },
    });
    expect(vm()).not.toHaveProperty('process');
    log.put(stream, start(requestOf(), 2));
    expect(vm()).not.toHaveProperty('lastExit');
  });

  it('says that the guest panicked, until it boots again', () => {
    settle();
    log.put(stream, ...running(), happening(VmGuestPanicked, { vmId }));
    expect(vm()).toMatchObject({ status: 'running', guestPanickedAt: expect.any(String) });
    log.put(stream, happening(VmReset, { vmId, by: 'guest', request: null }));
    expect(vm()).not.toHaveProperty('guestPanickedAt');
  });

  it('is off when its guest powers off by itself', () => {
    settle();
    log.put(
      stream,
      start(),
      started(),
      happening(VmStopped, { vmId, reason: 'guest-shutdown', exit: null, request: null }),
    );
    expect(vm()).toMatchObject({ status: 'off', intent: 'running' });
  });

  it('is paused as asked', () => {
    settle();
    const request = requestOf();
    log.put(stream, ...running(), happening(VmPauseRequested, { vmId, hostId, request, generation: 1 }));
    log.put(stream, happening(VmPaused, { vmId, reason: 'asked', request }));
    expect(vm()).toMatchObject({ status: 'paused', intent: 'paused', operation: null });
  });

  it('is unknown while its host is silent, and what it was seen to be afterwards', () => {
    settle();
    log.put(stream, ...running(), happening(VmLost, { vmId, hostId }));
    expect(vm().status).toBe('unknown');
    log.put(stream, happening(VmFound, { vmId, observed: 'running', process }));
    expect(vm()).toMatchObject({ status: 'running', process: { pid: 77 } });
  });

  it('is found by its new name after a change', () => {
    settle();
    log.put(
      stream,
      happening(VmUpdated, { vmId, changes: { name: 'web-2', memory: 1024 ** 3 }, request: requestOf() }),
    );
    expect(vm()).toMatchObject({ name: 'web-2', memory: 1024 ** 3, operation: null });
    expect(catalogue.find('vms', 'web-1')).toEqual([]);
    expect(catalogue.find('vms', 'web-2')).toEqual([vmId]);
    expect(catalogue.find('vms', vmId.toUpperCase())).toEqual([vmId]);
  });

  it('goes when it is deleted', () => {
    settle();
    const request = requestOf();
    log.put(
      stream,
      happening(VmDeleteRequested, {
        vmId,
        hostId,
        request,
        volumes: 'delete',
        wasRunning: false,
        disks: [],
        nics: [],
      }),
    );
    expect(vm()).toMatchObject({ intent: 'deleted', operation: { type: 'vm.delete' } });
    log.put(stream, happening(VmDeleted, { vmId }));
    expect(vm()).toBeUndefined();
  });

  it('shows the new size of a disk that has grown', () => {
    const other = newId();
    const volumeId = newId();
    const disk = {
      volumeId,
      existing: false,
      poolId: newId(),
      size: 1024,
      format: 'raw',
      bus: 'virtio',
      imageId: null,
    } as never;
    log.put(`vm-${other}`, created(other, hostId, { name: 'big', spec: vmSpec({ disks: [disk] }) }));
    const info = { path: '/v.raw', format: 'raw' as const, size: 4096, allocated: 0 };
    log.put(`volume-${volumeId}`, happening(storage.VolumeGrown, { volumeId, info, request: requestOf() }));
    expect(catalogue.vms.documents.document(other)?.disks).toMatchObject([{ volume: volumeId, size: 4096 }]);
  });

  it('shows the host ports that stand for its guest while it runs', () => {
    const other = newId();
    const nicId = newId();
    const asked = { protocol: 'tcp' as const, hostAddress: '127.0.0.1', hostPort: 0, guestPort: 22 };
    const nic = { nicId, networkId: newId(), kind: 'user', mac: null, model: 'virtio', forwards: [asked] } as never;
    const ports = () => catalogue.vms.documents.document(other)?.nics[0]?.forwards.map(({ hostPort }) => hostPort);
    log.put(`vm-${other}`, created(other, hostId, { name: 'ssh', spec: vmSpec({ nics: [nic] }) }));
    expect(ports()).toEqual([0]);
    const running = { ...process, forwards: [{ nicId, ...asked, hostPort: 40_022 }] };
    log.put(`vm-${other}`, happening(VmStarted, { vmId: other, generation: 1, process: running, request: null }));
    expect(ports()).toEqual([40_022]);
    log.put(`vm-${other}`, happening(VmStopped, { vmId: other, reason: 'guest-shutdown', exit: null, request: null }));
    expect(ports()).toEqual([0]);
  });

  it('shows the new name of its host', () => {
    expect(vm().host).toBe('local');
    log.put(
      `host-${hostId}`,
      happening(HostJoined, { facts: { ...hostFacts(host), name: 'renamed', sessionId: newId() } }),
    );
    expect(vm().host).toBe('renamed');
  });

  it('is the same after everything was forgotten and folded anew', () => {
    const replay: Parameters<Catalogue['vms']['apply']>[0][] = [];
    const again = new Catalogue();
    const both = logInto(...again.followers(), { apply: (event) => void replay.push(event) });
    both.put(`host-${hostId}`, happening(HostJoined, { facts: hostFacts(host) }));
    both.put(stream, created(vmId, hostId), provisioned(vmId), start(), started());
    const before = again.vms.documents.json(vmId);
    for (const view of again.followers()) view.reset();
    expect(again.vms.documents.size).toBe(0);
    for (const event of replay) for (const view of again.followers()) view.apply(event);
    expect(again.vms.documents.json(vmId)).toBe(before);
  });
});
