/** Takes what control asks of this host's vms: commands go to the vm's queue and are answered `taken`, questions are answered at once. */
import {
  type HostChangeHardware,
  type HostCheckFiles,
  type HostCopyVm,
  type HostEnvelope,
  type HostOpenConsole,
  type HostReadJournal,
  type HostReadSerial,
  type HostRemoveStranger,
  type HostRemoveVm,
  type HostRepairDrift,
  type HostReply,
  type HostScreenshot,
  type HostStartVm,
  type HostStopVm,
  type MessageOf,
} from '@chronovisor/contracts';
import { Fault, isFault, messageOf, refuse } from '@chronovisor/kernel';
import { ReadinessWatch } from './await-readiness.ts';
import { changeHardware } from './change-hardware.ts';
import { copyVm } from './copy-vm.ts';
import type { Consoles } from './consoles.ts';
import type { HostParts } from './host-parts.ts';
import { pauseVm } from './pause-vm.ts';
import { attempt } from './problem.ts';
import { readSerial } from './read-serial.ts';
import { removeVm } from './remove-vm.ts';
import { removeStranger } from './remove-stranger.ts';
import { repairDrift } from './repair-drift.ts';
import { resetVm } from './reset-vm.ts';
import { resumeVm } from './resume-vm.ts';
import { screenshot } from './screenshot.ts';
import { shutdownVm } from './shutdown-vm.ts';
import { startVm } from './start-vm.ts';
import { stopVm } from './stop-vm.ts';
import type { Asked, VmActor } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';

export interface MessageParts {
  readonly register: VmRegister;
  readonly parts: HostParts;
  readonly consoles: Consoles;
  readonly announce: () => void;
  /** Aborted when this process is told to end: from then on nobody is kept waiting for news. */
  readonly ending: AbortSignal;
}

type Data<D> = MessageOf<D> extends { data: infer T } ? T : never;
type Commanded = Data<typeof HostStopVm>;
type Effect = (vm: VmActor, asked: Asked) => Promise<void>;

const powerOf: Readonly<Record<string, Effect>> = {
  'compute.ShutdownVm': shutdownVm,
  'compute.StopVm': stopVm,
  'compute.PauseVm': pauseVm,
  'compute.ResumeVm': resumeVm,
  'compute.ResetVm': resetVm,
};

type Answers = Readonly<Record<string, (message: HostEnvelope) => HostReply | Promise<HostReply>>>;

export const createMessages = (wiring: MessageParts) => {
  const { log } = wiring.parts;
  const answers = { ...commandAnswers(wiring), ...questionAnswers(wiring) };
  return async (message: HostEnvelope): Promise<HostReply> => {
    try {
      const reply = await answers[message.type]?.(message);
      return reply ?? (refuse('message.invalid', `this host does not know ${message.type}`) as HostReply);
    } catch (error) {
      log.error({ err: error, type: message.type }, 'a message to this host could not be answered');
      return faultReply(error);
    }
  };
};

const staleHint = 'Ask for the vm again and repeat what is still wanted.';
const staleWords = (vm: VmActor, generation: number): string =>
  `launch ${vm.generation} of this vm is newer than ${generation}`;
const stale = (vm: VmActor, generation: number): Fault =>
  new Fault('vm.stale-generation', staleWords(vm, generation), { retry: 'never', facts: { hint: staleHint } });

const take = (vm: VmActor, { qemu }: Pick<HostParts, 'qemu'>, message: HostEnvelope, effect: Effect): HostReply => {
  const { generation, request } = message.data as Commanded;
  if (generation < vm.generation)
    return refuse('vm.stale-generation', staleWords(vm, generation), { hint: staleHint }) as HostReply;
  const asked = askedBy(message, request);
  const act = async (): Promise<void> => {
    // A start may have stood before it in the queue.
    if (generation < vm.generation) throw stale(vm, generation);
    const journal = qemu.journal(vm.vmId);
    journal.asked(request.commandId, message.type);
    await effect(vm, asked).finally(() => journal.done(message.type));
  };
  void vm.perform(request.commandId, () => attempt(vm, asked, act));
  return { kind: 'taken' };
};

const commandAnswers = ({ register, parts, ending }: MessageParts): Answers => {
  const readiness = new ReadinessWatch(register, parts, ending);
  const powers = Object.entries(powerOf).map(([type, effect]) => [
    type,
    (message: HostEnvelope) => take(register.get((message.data as Commanded).vmId), parts, message, effect),
  ]);
  return {
    ...(Object.fromEntries(powers) as Answers),
    'compute.StartVm': (message) => {
      const start = message.data as Data<typeof HostStartVm>;
      return take(register.get(start.vmId), parts, message, (vm, asked) => startVm(vm, parts, start, asked));
    },
    'compute.AwaitReadiness': (message) => readiness.take(message),
    'compute.CopyVm': (message) => {
      const copy = message.data as Data<typeof HostCopyVm>;
      return take(register.get(copy.vmId), parts, message, (vm, asked) => copyVm(vm, parts, copy, asked));
    },
    'compute.ChangeHardware': (message) => {
      const change = message.data as Data<typeof HostChangeHardware>;
      return take(register.get(change.vmId), parts, message, (vm, asked) => changeHardware(vm, change, asked));
    },
    'compute.RepairDrift': (message) => {
      const repair = message.data as Data<typeof HostRepairDrift>;
      return take(register.get(repair.vmId), parts, message, (vm, asked) => repairDrift(vm, repair, asked));
    },
    'compute.RemoveStranger': (message) => {
      const removal = message.data as Data<typeof HostRemoveStranger>;
      void removeStranger(removal, register, parts, askedBy(message, removal.request));
      return { kind: 'taken' };
    },
    'compute.RemoveVm': (message) => {
      const { vmId, request } = message.data as Data<typeof HostRemoveVm>;
      return removeVm(register.get(vmId), parts, register, askedBy(message, request));
    },
  };
};

const questionAnswers = ({ register, parts, consoles, announce, ending }: MessageParts): Answers => ({
  'compute.ReportAll': () => {
    announce();
    return { kind: 'result', result: null };
  },
  'compute.CheckFiles': async ({ data }) => {
    const missing = await parts.facts.missing((data as Data<typeof HostCheckFiles>).paths);
    return { kind: 'result', result: { missing: [...missing] } };
  },
  'compute.ReadSerial': ({ data }) => {
    const ask = data as Data<typeof HostReadSerial>;
    return readSerial(ask, register.known(ask.vmId), parts, ending);
  },
  'compute.ReadJournal': async ({ data }) => {
    const { vmId, max } = data as Data<typeof HostReadJournal>;
    return { kind: 'result', result: { lines: [...(await parts.qemu.journal(vmId).read(max))] } };
  },
  'compute.Screenshot': ({ data }) => screenshot(register.known((data as Data<typeof HostScreenshot>).vmId)),
  'compute.OpenConsole': ({ data }) => {
    const { vmId, sessionId } = data as Data<typeof HostOpenConsole>;
    return consoles.join(register.known(vmId), sessionId);
  },
});

const askedBy = ({ meta }: HostEnvelope, request: Asked['request']): Asked => ({
  request,
  trace: { correlationId: meta.correlationId, causationId: request.commandId, traceparent: meta.traceparent },
});

const faultReply = (error: unknown): HostReply => ({
  kind: 'fault',
  code: isFault(error) ? error.code : 'host.bug',
  message: messageOf(error),
  retry: isFault(error) ? error.retry : 'later',
});
