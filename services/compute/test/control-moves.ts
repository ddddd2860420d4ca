/** Anything that may come to a vm next: what people ask, what sagas send, what time and hosts say. */
import * as fc from 'fast-check';
import type { VmCommand } from '../src/domain/vm/decide/decide.ts';
import type { PresentVm, Vm } from '../src/domain/vm/state.ts';
import { build } from '../src/domain/vm/vm.fixture.ts';

const { commands, ids } = build();
const { create } = ids;
const { vmId, hostId } = (commands.create().data as { vmId: string; hostId: string }) ?? {};
const AT = '2026-01-01T00:00:00.000Z';
const problem = { code: 'test.problem', message: 'it did not work' };
const copied = { volumeId: '01900000-0000-7000-8000-0000000000aa', path: '/a', format: 'qcow2' };
const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };

interface Scene {
  readonly vm: PresentVm;
  /** New with every move. */
  readonly freshId: string;
  readonly pick: number;
}
type Told = readonly [type: string, data: object, operationId?: string];
type Moves = Readonly<Record<string, (scene: Scene) => Told>>;

const idOf = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const even = (pick: number): boolean => pick % 2 === 0;
const operationOf = ({ vm, freshId }: Scene): string => vm.operation?.request.operationId ?? freshId;

const ofPeople: Moves = {
  start: () => ['compute.StartVm', { vmId }],
  shutdown: ({ pick }) => ['compute.ShutdownVm', { vmId, timeoutSeconds: 60, force: even(pick) }],
  stop: () => ['compute.StopVm', { vmId }],
  pause: () => ['compute.PauseVm', { vmId }],
  resume: () => ['compute.ResumeVm', { vmId }],
  reset: () => ['compute.ResetVm', { vmId }],
  restart: ({ pick }) => ['compute.RestartVm', { vmId, timeoutSeconds: 60, force: even(pick) }],
  remove: ({ pick }) => ['compute.DeleteVm', { vmId, volumes: 'keep', force: even(pick) }],
  update: ({ pick }) => [
    'compute.UpdateVm',
    { vmId, changes: even(pick) ? { name: `n${pick}` } : { vcpus: 1 + pick } },
  ],
  grow: ({ pick }) => [
    'compute.UpdateVm',
    { vmId, changes: { vcpus: 1 + pick }, apply: even(pick) ? 'restart' : 'next-start' },
  ],
  shrink: () => ['compute.UpdateVm', { vmId, changes: { vcpus: 1 } }],
  clone: ({ freshId, pick }) => [
    'compute.BeginClone',
    { vmId, cloneId: freshId, mode: even(pick) ? 'full' : 'linked' },
  ],
  cancel: (scene) => ['compute.CancelVmOperation', { vmId, operationId: operationOf(scene) }],
};

/** Steps in the name of the operation that has the vm, or of the creation that is being taken back. */
const stepBy = (scene: Scene): string => (scene.pick > 6 ? create.operationId : operationOf(scene));
const ofSagas: Moves = {
  sagaStart: (scene) => ['compute.StartVm', { vmId }, stepBy(scene)],
  sagaShutdown: (scene) => ['compute.ShutdownVm', { vmId, timeoutSeconds: 60, force: false }, stepBy(scene)],
  sagaStop: (scene) => ['compute.StopVm', { vmId }, stepBy(scene)],
  sagaFiles: (scene) => ['compute.RemoveVmFiles', { vmId }, stepBy(scene)],
  sagaCopy: (scene) => ['compute.CopyVm', { vmId, cloneId: vmId, runs: true, disks: [copied] }, stepBy(scene)],
  sagaEnd: (scene) => ['compute.EndClone', { vmId, cloneId: vmId, frozen: scene.pick > 7 }, stepBy(scene)],
  sagaApply: (scene) => ['compute.ApplyVmChanges', { vmId, changes: { vcpus: 1 + scene.pick } }, stepBy(scene)],
  provisioned: ({ vm }) => [
    'compute.RecordVmProvisioned',
    { vmId, disks: [], nics: [], boot: vm.config.boot, iso: null },
    create.operationId,
  ],
  endOperation: (scene) => endOf(scene),
};

const ENDS: Readonly<Record<string, (told: typeof problem | null) => readonly [type: string, data: object]>> = {
  'vm.restart': (told) => ['compute.RecordVmRestartEnded', { vmId, problem: told }],
  'vm.clone': () => ['compute.EndClone', { vmId, cloneId: vmId, frozen: false }],
  'vm.reconfigure': (told) => ['compute.RecordVmReconfigureEnded', { vmId, problem: told }],
  'vm.create': () => ['compute.RecordVmCreateUndone', { vmId, problem }],
  'vm.delete': (told) =>
    told === null ? ['compute.RecordVmDeleted', { vmId }] : ['compute.RecordVmDeleteFailed', { vmId, problem: told }],
};

const endOf = (scene: Scene): Told => {
  const told = scene.pick > 4 ? null : problem;
  const end = ENDS[scene.vm.operation?.type ?? ''] ?? ENDS['vm.delete']!;
  return [...end(told), operationOf(scene)];
};

const generationOf = ({ vm, pick }: Scene): number => Math.max(0, vm.generation - (pick > 7 ? 1 : 0));
const processOf = ({ vm, pick }: Scene) =>
  (even(pick) ? vm.process : null) ?? { pid: 1 + pick, startTicks: 1 + vm.generation, accelerator: 'kvm' };
const answerOf = ({ vm, pick }: Scene) => (even(pick) ? (vm.work?.request ?? null) : null);
const seen = (scene: Scene, observed: string, rest: object): Told => [
  'compute.RecordVmSighting',
  { sighting: { vmId, generation: generationOf(scene), observed, process: null, exit: null, clean: null, ...rest } },
];

const record =
  (name: string, more: (scene: Scene) => object = () => ({})) =>
  (scene: Scene): Told => [
    `compute.RecordVm${name}`,
    { vmId, generation: generationOf(scene), request: answerOf(scene), ...more(scene) },
  ];

const ofHosts: Moves = {
  started: record('Started', (scene) => ({ process: processOf(scene) })),
  stopped: record('Stopped', () => ({ reason: 'stop-requested', exit: null })),
  crashed: record('Crashed', () => ({ exit })),
  paused: record('Paused', () => ({ reason: 'asked' })),
  resumed: record('Resumed'),
  wasReset: record('Reset', ({ pick }) => ({ by: even(pick) ? 'request' : 'guest' })),
  removed: (scene) => ['compute.RecordVmRemoved', { vmId, request: answerOf(scene) }],
  failed: (scene) => [
    'compute.RecordVmActionFailed',
    { vmId, generation: generationOf(scene), problem, request: answerOf(scene) ?? create },
  ],
  hardwareChanged: ({ vm }) => [
    'compute.RecordVmHardwareChanged',
    { vmId, generation: vm.generation, request: vm.work?.request ?? create },
  ],
  answerWork: ({ vm }) => [
    'compute.RecordVmActionFailed',
    { vmId, generation: vm.generation, problem, request: vm.work?.request ?? create },
  ],
  seenUp: (scene) => seen(scene, even(scene.pick) ? 'running' : 'paused', { process: processOf(scene) }),
  seenOff: (scene) => seen(scene, 'off', { clean: [true, false, null][scene.pick % 3] }),
  unknown: () => ['compute.RecordVmUnknown', { vmId, hostId }],
  expire: ({ vm }) => [
    'compute.ExpireVmOperation',
    { vmId, commandId: vm.work?.request.commandId ?? create.commandId },
  ],
};

const all: Moves = { ...ofPeople, ...ofSagas, ...ofHosts };

export interface Move {
  readonly name: string;
  readonly pick: number;
}

/** Starts and their outcomes more often than the rest, so that tales get somewhere. */
export const moves: fc.Arbitrary<Move> = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...Object.keys(all)) },
    { weight: 1, arbitrary: fc.constantFrom('provisioned', 'start', 'sagaStart', 'started', 'answerWork') },
  ),
  pick: fc.nat(8),
});

/** The move as a command that fits how the vm is; `index` makes its id. */
export const play = ({ name, pick }: Move, vm: Vm, index: number): VmCommand => {
  if (vm.kind !== 'present')
    return { ...commands.create(), data: { ...commands.create().data, start: even(pick) } } as VmCommand;
  const freshId = idOf(1_000 + index);
  const [type, data, operationId = freshId] = all[name]!({ vm, freshId, pick });
  const meta = { operationId, commandId: freshId, correlationId: 'c', actor: { kind: 'user', id: 'admin' }, at: AT };
  return { type, version: 1, data, meta } as unknown as VmCommand;
};
