/** Decides changes of a configuration: written down at once, carried out in the running machine, kept, or made by a restart. */
import { MEMORY_STEP, MOST_LABELS, type RecordedChanges } from '@chronovisor/contracts';
import { type Refusal, canonicalJson, mergeLabels, refuse, tooManyLabels } from '@chronovisor/kernel';
import { beforeOf, mostVcpus, placesOf } from '../configured.ts';
import { withChanges } from '../evolve.ts';
import type { Built, PresentVm, VmEvent } from '../state.ts';
import { building, busy, firstRefusal, unknown } from './legal.ts';
import { type CommandNamed, type Decision, givenUp, happened, requestOf, workFailed } from './types.ts';

type Update = CommandNamed<'compute.UpdateVm'>;

const HARDWARE = ['vcpus', 'cpu', 'memory', 'maxMemory', 'boot', 'iso', 'graphics'] as const;
type Hardware = (typeof HARDWARE)[number];

const DEFAULT_TIMEOUT_SECONDS = 60;

/** The changes as they will be recorded: labels whole, and nothing that is so already. */
const resolved = ({ data: { changes } }: Update, vm: PresentVm): RecordedChanges => {
  const { labels, ...others } = changes;
  const all = labels === undefined ? others : { ...others, labels: mergeLabels(vm.config.labels, labels) };
  return newsIn(all, vm);
};

const newsIn = (changes: RecordedChanges, vm: PresentVm): RecordedChanges => {
  const known: Readonly<Record<string, unknown>> = { ...vm.config, name: vm.name };
  const news = Object.entries(changes).filter(
    ([key, value]) => value !== undefined && canonicalJson(value) !== canonicalJson(known[key] as never),
  );
  return Object.fromEntries(news) as RecordedChanges;
};

const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0;

const hardwareIn = (changes: RecordedChanges): readonly Hardware[] =>
  HARDWARE.filter((key) => changes[key] !== undefined);

const tooManyVcpus = (vm: PresentVm, changes: RecordedChanges): Refusal | null => {
  const { vcpus, cpu } = withChanges(vm, changes).config;
  const most = mostVcpus({ vcpus, cpu });
  if (vcpus <= most) return null;
  return refuse('vm.vcpus-over-max', `${vm.name} can have ${most} vCPUs, not ${vcpus}`, {
    hint: 'Raise cpu.maxVcpus in the same request; while the vm runs that takes a restart.',
    errors: [{ pointer: '/vcpus', detail: `at most ${most}` }],
  });
};

const tooMuchMemory = (vm: PresentVm, changes: RecordedChanges): Refusal | null => {
  const { memory, maxMemory } = withChanges(vm, changes).config;
  if (maxMemory === null || memory <= maxMemory) return null;
  return refuse('vm.memory-over-max', `${vm.name} can have ${maxMemory} bytes of memory, not ${memory}`, {
    hint: 'Raise maxMemory in the same request; while the vm runs that takes a restart.',
    errors: [{ pointer: '/memory', detail: `at most ${maxMemory} bytes` }],
  });
};

const FIXED = 'it is fixed when the vm starts';

/** QEMU's emulated processors leave dangling pointers behind when they are unplugged: the next change of anything kills the vm. */
const vcpuHindrance = (vcpus: number, { config, process }: PresentVm, built: Built): string | null => {
  const places = placesOf(built);
  if (vcpus > places) return `it was started with room for ${places} vCPUs`;
  return vcpus < config.vcpus && process?.accelerator === 'tcg' ? 'emulated vCPUs cannot be unplugged' : null;
};

/** Why the running machine cannot take a change up; null where it can. */
const hindrance = (key: Hardware, changes: RecordedChanges, vm: PresentVm, built: Built): string | null => {
  const { vcpus = 0, memory = 0 } = changes;
  if (key === 'vcpus') return vcpuHindrance(vcpus, vm, built);
  if (key !== 'memory') return FIXED;
  const { maxMemory = built.memory } = built;
  if (memory > maxMemory) return `it was started with room for ${maxMemory} bytes`;
  if (memory < built.memory) return `it was started with ${built.memory} bytes, which stay`;
  return (memory - built.memory) % MEMORY_STEP === 0 ? null : 'while it runs it changes in steps of 2MiB';
};

const restartNeeded = (vm: PresentVm, changes: RecordedChanges): Refusal | null => {
  const { built } = vm;
  const errors = hardwareIn(changes).flatMap((key) => {
    const detail = built === null ? FIXED : hindrance(key, changes, vm, built);
    return detail === null ? [] : [{ pointer: `/${key}`, detail }];
  });
  if (errors.length === 0) return null;
  const fields = errors.map(({ pointer }) => pointer.slice(1)).join(', ');
  return refuse('vm.restart-needed', `${vm.name} is ${vm.status}: a change of ${fields} takes a restart`, {
    hint: 'Repeat it with apply=restart, or with apply=next-start to keep it until then. Name, description and labels can be changed at any time.',
    errors,
  });
};

/** The name is claimed with the event that changes it, and what the guest does cannot wait for that. */
const renameApart = (vm: PresentVm, { name }: RecordedChanges): Refusal | null =>
  name === undefined
    ? null
    : refuse('vm.rename-apart', `${vm.name} cannot be renamed in the same request in which its hardware changes live`, {
        hint: 'Rename it in a request of its own.',
        errors: [{ pointer: '/name', detail: 'in a request of its own' }],
      });

const mustRun = (vm: PresentVm): Refusal | null =>
  vm.status === 'running'
    ? null
    : refuse('vm.not-running', `${vm.name} is ${vm.status}: its guest cannot take part in a change`, {
        hint: 'Resume it, or repeat the change with apply=next-start.',
      });

const live = (command: Update, vm: PresentVm, changes: RecordedChanges): Decision => {
  const no = firstRefusal(unknown(vm), restartNeeded(vm, changes), mustRun(vm), renameApart(vm, changes));
  if (no !== null) return no;
  const { vmId, hostId, generation, config } = vm;
  const from = { vcpus: config.vcpus, memory: config.memory };
  const to = { vcpus: changes.vcpus ?? from.vcpus, memory: changes.memory ?? from.memory };
  const request = requestOf(command);
  return [happened('compute.VmHardwareChangeRequested', { vmId, hostId, generation, changes, from, to, request })];
};

/** Of what waits, that which was not asked for anew. */
const stillKept = ({ data: { changes } }: Update, { pending }: PresentVm): RecordedChanges =>
  Object.fromEntries(Object.entries(pending ?? {}).filter(([key]) => !(key in changes)));

/** All of it ends the request, so what can be changed at once and what waits share the commit. */
const keep = (command: Update, vm: PresentVm, changes: RecordedChanges): Decision => {
  const waits = Object.fromEntries(hardwareIn(changes).map((key) => [key, changes[key]])) as RecordedChanges;
  const atOnce = Object.fromEntries(Object.entries(changes).filter(([key]) => !(key in waits))) as RecordedChanges;
  const pending = { ...stillKept(command, vm), ...waits };
  if (isEmpty(atOnce) && canonicalJson(pending) === canonicalJson(vm.pending)) return [];
  const request = requestOf(command);
  const { vmId } = vm;
  return [
    ...(isEmpty(atOnce) ? [] : [happened('compute.VmUpdated', { vmId, changes: atOnce, request })]),
    happened('compute.VmChangesKept', { vmId, pending, request }),
  ];
};

const byRestart = (command: Update, vm: PresentVm, changes: RecordedChanges): Decision => {
  const no = firstRefusal(unknown(vm), mustRun(vm));
  if (no !== null) return no;
  const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, force = false } = command.data;
  return [
    happened('compute.VmReconfigureRequested', {
      vmId: vm.vmId,
      changes,
      before: beforeOf(vm, changes),
      timeoutSeconds,
      force,
      request: requestOf(command),
    }),
  ];
};

/** What waited and is asked to be as it is now waits no longer. What changes at once says so itself. */
const noLongerKept = (command: Update, vm: PresentVm, changes: RecordedChanges): readonly VmEvent[] => {
  const rest = stillKept(command, vm);
  const isWithdrawn = Object.keys(vm.pending ?? {}).some((key) => !(key in rest) && !(key in changes));
  if (!isWithdrawn) return [];
  const pending = isEmpty(rest) ? null : rest;
  return [happened('compute.VmChangesKept', { vmId: vm.vmId, pending, request: requestOf(command) })];
};

export const update = (command: Update, vm: PresentVm): Decision => {
  if (isOwnRequest(command, vm)) return [];
  const changes = resolved(command, vm);
  const no = firstRefusal(
    building(vm),
    busy(command, vm),
    tooManyLabels({ noun: 'vm', name: vm.name, most: MOST_LABELS }, changes.labels),
    tooManyVcpus(vm, changes),
    tooMuchMemory(vm, changes),
  );
  if (no !== null) return no;
  if (isEmpty(changes)) return noLongerKept(command, vm, changes);
  if (vm.status === 'off' || hardwareIn(changes).length === 0)
    return [
      happened('compute.VmUpdated', { vmId: vm.vmId, changes, request: requestOf(command) }),
      ...noLongerKept(command, vm, changes),
    ];
  if (command.data.apply === 'next-start') return keep(command, vm, changes);
  return command.data.apply === 'restart' && restartNeeded(vm, changes) !== null
    ? byRestart(command, vm, changes)
    : live(command, vm, changes);
};

/** The same request once more, while it is being carried out. */
const isOwnRequest = ({ meta }: Update, { operation }: PresentVm): boolean =>
  (operation?.type === 'vm.update' || operation?.type === 'vm.reconfigure') &&
  operation.request.commandId === meta.commandId;

/** A step of the change with a restart, both ways. */
export const applyChanges = (command: CommandNamed<'compute.ApplyVmChanges'>, vm: PresentVm): Decision => {
  const no = busy(command, vm);
  if (no !== null) return no;
  if (vm.status !== 'off')
    return refuse('vm.not-off', `${vm.name} is ${vm.status}`, {
      hint: 'Its hardware is written down while it is off.',
    });
  const changes = newsIn(command.data.changes, vm);
  if (isEmpty(changes)) return [];
  return [happened('compute.VmUpdated', { vmId: vm.vmId, changes, request: requestOf(command) })];
};

export const reconfigureEnded = (command: CommandNamed<'compute.RecordVmReconfigureEnded'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.reconfigure' && vm.operation.request.operationId === command.meta.operationId
    ? [
        ...workFailed(vm, givenUp(vm, command.data.problem)),
        happened('compute.VmReconfigureEnded', { ...command.data }),
      ]
    : [];

export const hardwareChanged = (command: CommandNamed<'compute.RecordVmHardwareChanged'>, vm: PresentVm): Decision => {
  const { work } = vm;
  if (work?.type !== 'change-hardware' || work.request.commandId !== command.data.request.commandId) return [];
  return [happened('compute.VmUpdated', { vmId: vm.vmId, changes: work.changes ?? {}, request: work.request })];
};
