/** Takes the word of hosts: who they are, everything they see, and that they are silent. */
import type { CommandEnvelope, Reply, Request } from '@chronovisor/contracts';
import { type AnyPart, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { type Refusal, isRefusal } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type HostCommand, hostDecider, settingsOf } from '../../domain/host/decide.ts';
import type { Host, HostEvent } from '../../domain/host/state.ts';
import type { HostsView } from '../../projections/hosts/hosts-view.ts';
import { beginAutostart } from './autostart.ts';
import { hostLimit } from './host-room.ts';
import { strangeFolders, strangeProcesses } from './known-folders.ts';
import { Lanes } from './lanes.ts';
import type { VmCommands } from './vm-commands.ts';

export const HOST_TYPES: readonly string[] = [
  'compute.RegisterHost',
  'compute.RecordHostReport',
  'compute.RecordHostLost',
  'compute.UpdateHost',
  'compute.RecordHostStrangers',
  'compute.RepairHostDrift',
  'compute.RecordHostDriftRepaired',
];

/** Somebody asked for the same to go already. */
const joinedRepair = (command: HostCommand, host: Host): Request | null => {
  if (command.type !== 'compute.RepairHostDrift' || host.status === 'unseen') return null;
  const { field = host.strangers[0]?.field } = command.data;
  return host.strangers.find((stranger) => stranger.field === field)?.repair ?? null;
};

const AT_ONCE = 16;

type VmPart = { readonly type: string; readonly vmId: string; readonly data: unknown };

const sighting = (
  command: Extract<HostCommand, { type: 'compute.RecordHostReport' }>,
  missing: readonly string[],
): readonly VmPart[] => [
  ...command.data.vms.map((seen) => ({ type: 'compute.RecordVmSighting', vmId: seen.vmId, data: { sighting: seen } })),
  ...missing.map((vmId) => ({
    type: 'compute.RecordVmSighting',
    vmId,
    data: { sighting: { vmId, generation: 0, observed: 'off', process: null, exit: null, clean: null } },
  })),
];

const hostIdOf = (command: HostCommand): string =>
  command.type === 'compute.RegisterHost' ? command.data.facts.hostId : command.data.hostId;

const name = (key: string, owner: string) => ({ kind: 'host-name', key, owner });

/** So much may run there: as much as the host has, times what people say. */
const limitParts = (command: HostCommand, host: Host, decided: readonly HostEvent[] | Refusal): readonly AnyPart[] => {
  if (isRefusal(decided)) return [];
  const after = decided.reduce(hostDecider.evolve, host);
  if (after.status === 'unseen') return [];
  if (command.type === 'compute.RegisterHost') return [hostLimit(command.data.facts, settingsOf(after), true)];
  return command.type === 'compute.UpdateHost' && decided.length > 0
    ? [hostLimit(after.facts, settingsOf(after), false)]
    : [];
};

/** A name belongs to one host; one that comes back under another name gives the old one up. */
const nameParts = (command: HostCommand, host: Host): readonly AnyPart[] => {
  if (command.type !== 'compute.RegisterHost') return [];
  const { facts } = command.data;
  const claim = claimPart({ ...name(facts.name, facts.hostId), refusalCode: 'host.name-taken' });
  const isRenamed = host.status !== 'unseen' && host.facts.name !== facts.name;
  return isRenamed ? [claim, releasePart(name(host.facts.name, facts.hostId))] : [claim];
};

/** The picture of a process that is gone may be older than the word of its successor. */
const isPresentReport = (
  command: HostCommand,
  host: Host,
): command is Extract<HostCommand, { type: 'compute.RecordHostReport' }> =>
  command.type === 'compute.RecordHostReport' &&
  host.status === 'speaking' &&
  host.facts.sessionId === command.data.sessionId;

export class HostCommands {
  readonly #executor: Executor;
  readonly #hosts: HostsView;
  readonly #vms: VmCommands;
  readonly #lanes = new Lanes();

  constructor(executor: Executor, hosts: HostsView, vms: VmCommands) {
    this.#executor = executor;
    this.#hosts = hosts;
    this.#vms = vms;
  }

  handle = (envelope: CommandEnvelope): Promise<Reply> => {
    const command = envelope as unknown as HostCommand;
    return this.#lanes.run(hostIdOf(command), async () => this.#handle(envelope, await this.#withFacts(command)));
  };

  /** What the decision needs to know beside what was said. */
  async #withFacts(command: HostCommand): Promise<HostCommand> {
    if (command.type !== 'compute.RecordHostStrangers') return command;
    const { hostId, folders, processes } = command.data;
    const strange = await strangeFolders(this.#executor, hostId, folders, new Set(this.#hosts.vmsOn(hostId)));
    return { ...command, data: { ...command.data, strangers: [...strange, ...strangeProcesses(processes)] } };
  }

  async #handle(envelope: CommandEnvelope, command: HostCommand): Promise<Reply> {
    const of = { stream: `host-${hostIdOf(command)}`, decider: hostDecider };
    const { state } = await this.#executor.load(of);
    const { commandId, expectedRevision } = command.meta;
    const executed = await this.#executor.execute({
      ...of,
      command,
      commandId,
      meta: eventMeta(envelope),
      also: [...nameParts(command, state), ...limitParts(command, state, hostDecider.decide(command, state))],
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    });
    if (executed.ok) {
      await this.#tellVms(envelope, this.#meaningForVms(command, executed.state));
      if (isPresentReport(command, executed.state))
        await beginAutostart(this.#executor, executed.state, this.#hosts.vmsOn(command.data.hostId));
    }
    return toReply(envelope, executed, { joined: executed.ok ? joinedRepair(command, executed.state) : null });
  }

  /** Told again when the command is repeated, so that a fault half-way leaves no vm out; but never what is no longer so. */
  #meaningForVms(command: HostCommand, host: Host): readonly VmPart[] {
    if (command.type !== 'compute.RecordHostReport' && command.type !== 'compute.RecordHostLost') return [];
    const { hostId } = command.data;
    const placed = this.#hosts.vmsOn(hostId);
    if (command.type === 'compute.RecordHostLost') {
      return host.status === 'silent'
        ? placed.map((vmId) => ({ type: 'compute.RecordVmUnknown', vmId, data: { vmId, hostId } }))
        : [];
    }
    if (!isPresentReport(command, host)) return [];
    const seen = new Set<string>(command.data.vms.map(({ vmId }) => vmId));
    return sighting(
      command,
      placed.filter((vmId) => !seen.has(vmId)),
    );
  }

  async #tellVms(envelope: CommandEnvelope, parts: readonly VmPart[]): Promise<void> {
    for (let from = 0; from < parts.length; from += AT_ONCE) {
      await Promise.all(parts.slice(from, from + AT_ONCE).map((part) => this.#tell(envelope, part)));
    }
  }

  #tell({ meta }: CommandEnvelope, { type, vmId, data }: VmPart): Promise<Reply> {
    const commandId = derivedId(meta.commandId, vmId) as typeof meta.commandId;
    return this.#vms.handle({ type, version: 1, data, meta: { ...meta, commandId, causationId: meta.commandId } });
  }
}
