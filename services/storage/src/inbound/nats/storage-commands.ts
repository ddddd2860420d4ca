/** Takes storage's commands to their streams, with the facts they are decided with. */
import type { CommandEnvelope, HostId, Reply } from '@chronovisor/contracts';
import type { EventStore, Executor } from '@chronovisor/event-store';
import { type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { type Tail, toReply } from '@chronovisor/nest';
import { type ImageCommand, imageDecider } from '../../domain/image/decide.ts';
import type { CommandNamed, StorageCommand } from '../../domain/messages/shapes.ts';
import { type PoolCommand, poolDecider } from '../../domain/pool/decide.ts';
import { type CreationFacts, type VolumeCommand, volumeDecider } from '../../domain/volume/decide.ts';
import type { PlacesView } from '../../projections/places/places-view.ts';
import { imageResult, joinedImage, joinedVolume, volumeResult } from './answers.ts';
import { Lanes } from './lanes.ts';
import { executeNamed } from './named-stream.ts';
import { imageName, poolName, volumeName } from './names.ts';
import { volumeBudget } from './volume-budget.ts';

type Answer = Promise<Reply>;

export interface StorageCommandsParts {
  readonly store: Pick<EventStore, 'head'>;
  readonly executor: Executor;
  readonly tail: Pick<Tail, 'waitFor'>;
  readonly places: PlacesView;
}

export class StorageCommands {
  readonly #parts: StorageCommandsParts;
  readonly #pools = new Lanes();

  constructor(parts: StorageCommandsParts) {
    this.#parts = parts;
  }

  handle(envelope: CommandEnvelope): Answer {
    const command = envelope as unknown as StorageCommand;
    if ('poolId' in command.data && !('volumeId' in command.data))
      return this.#pool(envelope, command as CommandNamed<PoolCommand['type']>);
    if ('imageId' in command.data && !('volumeId' in command.data))
      return this.#image(envelope, command as CommandNamed<ImageCommand['type']>);
    return this.#volume(envelope, command as CommandNamed<VolumeCommand['type']>);
  }

  #pool(envelope: CommandEnvelope, command: CommandNamed<PoolCommand['type']>): Answer {
    const { poolId } = command.data;
    if (command.type !== 'storage.DeletePool') return this.#decidePool(envelope, command);
    return this.#pools.run(poolId, async () => {
      // No volume comes into it now, so the view that has seen all of the log knows every one there is.
      await this.#seeAll();
      return this.#decidePool(envelope, { ...command, facts: { volumes: this.#parts.places.volumesIn(poolId) } });
    });
  }

  async #decidePool(envelope: CommandEnvelope, command: PoolCommand): Answer {
    const { poolId } = command.data;
    const executed = await executeNamed(this.#parts.executor, envelope, {
      stream: `pool-${poolId}`,
      decider: poolDecider,
      command,
      nameIn: poolName(poolId),
    });
    const making = executed.ok && executed.state.status === 'making' ? executed.state.request : null;
    return toReply(envelope, executed, { joined: making });
  }

  async #volume(envelope: CommandEnvelope, command: CommandNamed<VolumeCommand['type']>): Answer {
    if (command.type === 'storage.CreateVolume') {
      return this.#pools.run(command.data.poolId, async () =>
        this.#decideVolume(envelope, { ...command, facts: await this.#creationFacts(command) }),
      );
    }
    if (command.type === 'storage.DeleteVolume') {
      // A vm that takes its volume along is there.
      if (command.data.vmId === null) await this.#seeAll();
      const userIsGone = command.data.vmId === null && this.#parts.places.volumeUserIsGone(command.data.volumeId);
      return this.#decideVolume(envelope, { ...command, facts: { userIsGone } });
    }
    if (command.type !== 'storage.GrowVolume') return this.#decideVolume(envelope, command);
    await this.#seeAll();
    const { places } = this.#parts;
    const userRuns = places.volumeUserRuns(command.data.volumeId);
    const userIsCloned = places.volumeUserIsCloned(command.data.volumeId);
    return this.#decideVolume(envelope, { ...command, facts: { userRuns, userIsCloned } });
  }

  async #decideVolume(envelope: CommandEnvelope, command: VolumeCommand): Answer {
    const { volumeId } = command.data;
    const executed = await executeNamed(this.#parts.executor, envelope, {
      stream: `volume-${volumeId}`,
      decider: volumeDecider,
      command,
      nameIn: volumeName(volumeId),
      alsoFor: volumeBudget(this.#parts.executor, volumeId),
    });
    if (!executed.ok) return toReply(envelope, executed);
    const joined = joinedVolume(command.type, executed.state);
    return toReply(envelope, executed, { joined, ...volumeResult(executed.state) });
  }

  async #image(envelope: CommandEnvelope, command: CommandNamed<ImageCommand['type']>): Answer {
    const { imageId } = command.data;
    const executed = await executeNamed(this.#parts.executor, envelope, {
      stream: `image-${imageId}`,
      decider: imageDecider,
      command: command.type === 'storage.DeleteImage' ? await this.#withFacts(command) : command,
      nameIn: imageName(imageId),
    });
    if (!executed.ok) return toReply(envelope, executed);
    const hostId = 'hostId' in command.data ? command.data.hostId : null;
    const joined = joinedImage(hostId, executed.state);
    return toReply(envelope, executed, { joined, ...imageResult(hostId, executed.state) });
  }

  async #withFacts(command: CommandNamed<'storage.DeleteImage'>): Promise<ImageCommand> {
    await this.#seeAll();
    const { imageId } = command.data;
    const { state } = await this.#parts.executor.load({ stream: `image-${imageId}`, decider: imageDecider });
    const hosts = state.status === 'present' ? [...state.copies.keys(), ...state.importing.keys()] : [];
    const { commandId } = command.meta;
    const removals = new Map(hosts.map((hostId) => [hostId, derivedId(commandId, hostId) as typeof commandId]));
    return { ...command, facts: { users: this.#parts.places.usersOf(imageId), removals } };
  }

  /** A "no" is worth a second look: what is missed may have been recorded a moment ago. */
  async #creationFacts(command: CommandNamed<'storage.CreateVolume'>): Promise<CreationFacts | Refusal> {
    const found = this.#lookUp(command.data);
    if (!isRefusal(found)) return found;
    await this.#seeAll();
    return this.#lookUp(command.data);
  }

  #lookUp(wanted: CommandNamed<'storage.CreateVolume'>['data']): CreationFacts | Refusal {
    const { volumeId, poolId, format, imageId } = wanted;
    const pool = this.#parts.places.pool(poolId);
    if (pool === undefined) return refuse('pool.not-found', `there is no pool ${poolId}`, { hint: 'List the pools.' });
    if (pool.path === null) {
      return refuse('pool.not-ready', `the pool ${pool.name} is being made`, { hint: 'Wait until its host has it.' });
    }
    const hostId = pool.hostId as HostId;
    const path = `${pool.path}/volumes/${volumeId}.${format}`;
    if (wanted.copyOf !== undefined) return this.#copyOf(wanted.copyOf.volumeId, { hostId, path });
    if (imageId === null) return { hostId, path, source: null };
    const source = this.#parts.places.imageOn(imageId, hostId);
    if (source === undefined) {
      return refuse('image.not-on-host', `the image ${imageId} is not on the host of pool ${pool.name}`, {
        hint: 'Import it on that host first.',
      });
    }
    if (source.kind === 'disk') return { hostId, path, source };
    return refuse('image.wrong-kind', `a volume cannot start from a ${source.kind} image`, {
      hint: 'Use an image of kind disk.',
    });
  }

  #copyOf(volumeId: string, at: Pick<CreationFacts, 'hostId' | 'path'>): CreationFacts | Refusal {
    const source = this.#parts.places.fileOf(volumeId);
    return source === undefined
      ? refuse('volume.not-found', `there is no volume ${volumeId} to copy`, { hint: 'List the volumes.' })
      : { ...at, source };
  }

  async #seeAll(): Promise<void> {
    const { tail, store } = this.#parts;
    await tail.waitFor(await store.head());
  }
}
