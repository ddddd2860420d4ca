/** Takes the word of hosts: who they are, everything they see, and that they are silent. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { type Executor, claimPart } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type HostCommand, hostDecider } from '../../domain/host/decide.ts';
import type { HostsView } from '../../projections/hosts/hosts-view.ts';
import type { VmCommands } from './vm-commands.ts';

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

export class HostCommands {
  readonly #executor: Executor;
  readonly #hosts: HostsView;
  readonly #vms: VmCommands;

  /** By host: its loss must be told to all its vms before its return is, and the other way round. */
  readonly #lanes = new Map<string, Promise<unknown>>();

  constructor(executor: Executor, hosts: HostsView, vms: VmCommands) {
    this.#executor = executor;
    this.#hosts = hosts;
    this.#vms = vms;
  }

  async handle(envelope: CommandEnvelope): Promise<Reply> {
    const command = envelope as unknown as HostCommand;
    const hostId = command.type === 'compute.RegisterHost' ? command.data.facts.hostId : command.data.hostId;
    const before = this.#lanes.get(hostId) ?? Promise.resolve();
    const mine = before.then(() => this.#take(envelope, command, hostId));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#lanes.set(hostId, settled);
    try {
      return await mine;
    } finally {
      if (this.#lanes.get(hostId) === settled) this.#lanes.delete(hostId);
    }
  }

  async #take(envelope: CommandEnvelope, command: HostCommand, hostId: string): Promise<Reply> {
    const executed = await this.#executor.execute({
      stream: `host-${hostId}`,
      decider: hostDecider,
      command,
      commandId: command.meta.commandId,
      meta: eventMeta(envelope),
      also:
        command.type === 'compute.RegisterHost'
          ? [
              claimPart({
                kind: 'host-name',
                key: command.data.facts.name,
                owner: hostId,
                refusalCode: 'host.name-taken',
              }),
            ]
          : [],
    });
    const overtaken = executed.ok && command.type === 'compute.RecordHostLost' && executed.state.status !== 'silent';
    if (executed.ok && !overtaken) await this.#tellVms(envelope, this.#meaningForVms(command));
    return toReply(envelope, executed);
  }

  #meaningForVms(command: HostCommand): readonly VmPart[] {
    if (command.type === 'compute.RegisterHost') return [];
    const placed = this.#hosts.vmsOn(command.data.hostId);
    if (command.type === 'compute.RecordHostLost') {
      return placed.map((vmId) => ({
        type: 'compute.RecordVmUnknown',
        vmId,
        data: { vmId, hostId: command.data.hostId },
      }));
    }
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
