/** Commands and events of one made-up vm, for specs. */
import type { HostId, Problem, Request, VmExit, VmId, VmProcess } from '@chronovisor/contracts';
import type { VmCommand } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import type { VmEvent } from './state.ts';

const id = (digits: string): never => `01900000-0000-7000-8000-${digits.padStart(12, '0')}` as never;
const AT = '2026-01-01T00:00:00.000Z' as never;
const vmId: VmId = id('a');
const hostId: HostId = id('b');
const process: VmProcess = { pid: 100, startTicks: 5, accelerator: 'tcg' };
const exit: VmExit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };
const problem: Problem = { code: 'test.problem', message: 'it did not work' };
const boot = { order: ['disk' as const], menu: false, kernel: '/k' as never, initrd: null, cmdline: null };
const numbers = new Map<string, number>();

/** The same name, the same request. */
const request = (name: string): Request => {
  const number = numbers.get(name) ?? numbers.size + 100;
  numbers.set(name, number);
  return { operationId: id(String(number)), commandId: id(String(number)) };
};
const asCommand = (type: string, data: unknown, by: Request = request('other')): VmCommand =>
  ({
    type,
    version: 1,
    data,
    meta: { ...by, correlationId: 'c', actor: { kind: 'user', id: 'admin' }, at: AT },
  }) as unknown as VmCommand;

const ids = {
  create: request('create'),
  start: request('s'),
  shutdown: request('d'),
  stop: request('x'),
  restart: request('restart'),
  delete: request('delete'),
  other: request('other'),
};
const spec = {
  vcpus: 1,
  memory: 2 ** 27,
  os: 'linux' as const,
  firmware: 'bios' as const,
  boot,
  bootImageId: null,
  iso: null,
  disks: [],
  nics: [],
  graphics: { type: 'none' as const },
  description: '',
};

const events = {
  created: (by: Request = ids.create, start = false): VmEvent =>
    happened('compute.VmCreated', {
      vmId,
      name: 'web-1',
      hostId,
      request: { operationId: by.operationId, commandId: by.commandId },
      spec,
      start,
    }),
  provisioned: (): VmEvent => happened('compute.VmProvisioned', { vmId, disks: [], nics: [], boot, iso: null }),
  startRequested: (by: Request = ids.start, generation = 1): VmEvent =>
    happened('compute.VmStartRequested', {
      vmId,
      hostId,
      request: by,
      generation,
      launch: {
        vmId,
        name: 'web-1',
        generation,
        vcpus: 1,
        memory: 2 ** 27,
        os: 'linux',
        firmware: 'bios',
        boot,
        iso: null,
        disks: [],
        nics: [],
        graphics: { type: 'none' },
      },
    }),
  started: (by: Request | null = ids.start, generation = 1): VmEvent =>
    happened('compute.VmStarted', { vmId, generation, process, request: by }),
  startFailed: (by: Request = ids.start): VmEvent => happened('compute.VmStartFailed', { vmId, problem, request: by }),
  shutdownRequested: (by: Request = ids.shutdown, deadline = '2026-01-01T00:01:00.000Z', force = false): VmEvent =>
    happened('compute.VmShutdownRequested', { vmId, hostId, request: by, generation: 1, deadline, force }),
  stopRequested: (by: Request = ids.stop): VmEvent =>
    happened('compute.VmStopRequested', { vmId, hostId, request: by, generation: 1 }),
  stopped: (by: Request | null, reason: 'guest-shutdown' | 'stop-requested' = 'stop-requested'): VmEvent =>
    happened('compute.VmStopped', { vmId, reason, exit: null, request: by }),
  crashed: (): VmEvent => happened('compute.VmCrashed', { vmId, exit }),
  paused: (): VmEvent => happened('compute.VmPaused', { vmId, reason: 'asked', request: null }),
  lost: (): VmEvent => happened('compute.VmLost', { vmId, hostId }),
  wasReset: (by: 'guest' | 'request'): VmEvent => happened('compute.VmReset', { vmId, by, request: null }),
  restartRequested: (): VmEvent =>
    happened('compute.VmRestartRequested', { vmId, request: request('restart'), timeoutSeconds: 60, force: false }),
};

const commands = {
  create: (by = 'create') =>
    asCommand('compute.CreateVm', { vmId, name: 'web-1', hostId, request: spec, start: false }, request(by)),
  provisioned: () =>
    asCommand('compute.RecordVmProvisioned', { vmId, disks: [], nics: [], boot, iso: null }, ids.create),
  createUndone: () => asCommand('compute.RecordVmCreateUndone', { vmId, problem }, ids.create),
  start: (by: string) => asCommand('compute.StartVm', { vmId }, request(by)),
  /** A step of an operation of several steps; `again` tells two of them apart. */
  step: (type: string, of: Request, data: object = {}, again = 'step') =>
    asCommand(
      type,
      { vmId, ...data },
      { operationId: of.operationId, commandId: request(`${type} ${again}`).commandId },
    ),
  shutdown: (by: string, timeoutSeconds: number, force = false) =>
    asCommand('compute.ShutdownVm', { vmId, timeoutSeconds, force }, request(by)),
  stop: (by: string) => asCommand('compute.StopVm', { vmId }, request(by)),
  pause: (by: string) => asCommand('compute.PauseVm', { vmId }, request(by)),
  resume: (by: string) => asCommand('compute.ResumeVm', { vmId }, request(by)),
  reset: (by: string) => asCommand('compute.ResetVm', { vmId }, request(by)),
  restart: (by: string) => asCommand('compute.RestartVm', { vmId, timeoutSeconds: 60, force: false }, request(by)),
  expire: (commandId: string) => asCommand('compute.ExpireVmOperation', { vmId, commandId }),
  cancel: (operationId: string) => asCommand('compute.CancelVmOperation', { vmId, operationId }),
  update: (changes: object) => asCommand('compute.UpdateVm', { vmId, changes }),
  remove: (force: boolean) => asCommand('compute.DeleteVm', { vmId, volumes: 'delete', force }, request('delete')),
  deleted: () => asCommand('compute.RecordVmDeleted', { vmId }, request('delete')),
  deleteFailed: () => asCommand('compute.RecordVmDeleteFailed', { vmId, problem }, request('delete')),
  recordStarted: (generation = 1, seen: VmProcess = process) =>
    asCommand('compute.RecordVmStarted', { vmId, generation, process: seen, request: null }),
  recordStopped: (generation = 1, reason = 'stop-requested') =>
    asCommand('compute.RecordVmStopped', { vmId, generation, reason, exit: null, request: null }),
  recordCrashed: (generation = 1) => asCommand('compute.RecordVmCrashed', { vmId, generation, exit, request: null }),
  recordReset: (by: 'guest' | 'request') =>
    asCommand('compute.RecordVmReset', { vmId, generation: 1, by, request: null }),
  record: (type: string, data: object) => asCommand(`compute.RecordVm${type}`, { vmId, ...data }),
  recordFailed: (by: Request) =>
    asCommand('compute.RecordVmActionFailed', { vmId, generation: 1, problem, request: by }),
  unknown: () => asCommand('compute.RecordVmUnknown', { vmId, hostId }),
  sight: (observed: 'running' | 'paused' | 'off', clean: boolean | null = null) =>
    asCommand('compute.RecordVmSighting', {
      sighting: { vmId, generation: 1, observed, process: observed === 'off' ? null : process, exit: null, clean },
    }),
};

export const build = () => ({ events, commands, ids, facts: { vmId, hostId, process, exit, problem, boot, spec } });
