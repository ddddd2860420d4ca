/** Takes storage's commands to their streams, with the facts they are decided with and the claims of their names. */
import type { CommandEnvelope, HostId, Reply } from '@chronovisor/contracts';
import { type AnyPart, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { type Refusal, refuse } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type ImageCommand, imageDecider } from '../../domain/image/decide.ts';
import type { Image } from '../../domain/image/state.ts';
import { type PoolCommand, poolDecider } from '../../domain/pool/decide.ts';
import type { CommandNamed, StorageCommand } from '../../domain/shapes.ts';
import { type CreationFacts, type VolumeCommand, volumeDecider } from '../../domain/volume/decide.ts';
import type { PlacesView } from '../../projections/places/places-view.ts';
import { imageResult, joinedImage, joinedVolume, volumeResult } from './answers.ts';

type Answer = Promise<Reply>;

const poolStream = (id: string): string => `pool-${id}`;
const volumeStream = (id: string): string => `volume-${id}`;
const imageStream = (id: string): string => `image-${id}`;

export class StorageCommands {
  readonly #executor: Executor;
  readonly #places: PlacesView;

  constructor(executor: Executor, places: PlacesView) {
    this.#executor = executor;
    this.#places = places;
  }

  handle(envelope: CommandEnvelope): Answer {
    const command = envelope as unknown as StorageCommand;
    if ('poolId' in command.data && !('volumeId' in command.data)) return this.#pool(envelope, command as CommandNamed<PoolCommand['type']>);
    if ('imageId' in command.data && !('volumeId' in command.data)) return this.#image(envelope, command as CommandNamed<ImageCommand['type']>);
    return this.#volume(envelope, command as CommandNamed<VolumeCommand['type']>);
  }

  async #pool(envelope: CommandEnvelope, command: CommandNamed<PoolCommand['type']>): Answer {
    const { poolId } = command.data;
    const known = this.#places.pool(poolId);
    const executed = await this.#executor.execute({
      stream: poolStream(poolId),
      decider: poolDecider,
      command: command.type === 'storage.DeletePool' ? { ...command, facts: { volumes: this.#places.volumesIn(poolId) } } : command,
      ...this.#frame(envelope),
      also: poolClaims(command, known),
    });
    const making = executed.ok && executed.state.status === 'making' ? executed.state.request : null;
    return toReply(envelope, executed, { joined: making });
  }

  async #volume(envelope: CommandEnvelope, command: CommandNamed<VolumeCommand['type']>): Answer {
    const executed = await this.#executor.execute({
      stream: volumeStream(command.data.volumeId),
      decider: volumeDecider,
      command: this.#withFacts(command),
      ...this.#frame(envelope),
      also: await this.#volumeClaims(command),
    });
    if (!executed.ok) return toReply(envelope, executed);
    return toReply(envelope, executed, { joined: joinedVolume(command.type, executed.state), ...volumeResult(executed.state) });
  }

  async #image(envelope: CommandEnvelope, command: CommandNamed<ImageCommand['type']>): Answer {
    const executed = await this.#executor.execute({
      stream: imageStream(command.data.imageId),
      decider: imageDecider,
      command: command.type === 'storage.DeleteImage' ? { ...command, facts: { users: this.#places.usersOf(command.data.imageId) } } : command,
      ...this.#frame(envelope),
      also: await this.#imageClaims(command),
    });
    if (!executed.ok) return toReply(envelope, executed);
    const hostId = 'hostId' in command.data ? command.data.hostId : null;
    return toReply(envelope, executed, { joined: joinedImage(hostId, executed.state), ...imageResult(hostId, executed.state) });
  }

  #frame(envelope: CommandEnvelope) {
    const { commandId, expectedRevision } = envelope.meta;
    return { commandId, meta: eventMeta(envelope), ...(expectedRevision === undefined ? {} : { expectedRevision }) };
  }

  #withFacts(command: CommandNamed<VolumeCommand['type']>): VolumeCommand {
    if (command.type === 'storage.CreateVolume') return { ...command, facts: this.#creationFacts(command.data) };
    if (command.type !== 'storage.GrowVolume') return command;
    return { ...command, facts: { userRuns: this.#places.volumeUserRuns(command.data.volumeId) } };
  }

  #creationFacts({ volumeId, poolId, format, imageId }: CommandNamed<'storage.CreateVolume'>['data']): CreationFacts | Refusal {
    const pool = this.#places.pool(poolId);
    if (pool === undefined) return refuse('pool.not-found', `there is no pool ${poolId}`, { hint: 'List the pools.' });
    if (pool.path === null) return refuse('pool.not-ready', `the pool ${pool.name} is being made`, { hint: 'Wait until its host has it.' });
    const hostId = pool.hostId as HostId;
    const source = imageId === null ? null : (this.#places.imageOn(imageId, hostId) ?? null);
    if (imageId !== null && source === null) return refuse('image.not-on-host', `the image ${imageId} is not on the host of pool ${pool.name}`, { hint: 'Import it on that host first.' });
    if (source !== null && source.kind !== 'disk') return refuse('image.wrong-kind', `a volume cannot start from a ${source.kind} image`, { hint: 'Use an image of kind disk.' });
    return { hostId, path: `${pool.path}/volumes/${volumeId}.${format}`, source };
  }

  async #volumeClaims(command: CommandNamed<VolumeCommand['type']>): Promise<readonly AnyPart[]> {
    if (command.type === 'storage.CreateVolume' && command.data.name !== null) {
      return [claimPart({ kind: 'volume-name', key: command.data.name, owner: command.data.volumeId, refusalCode: 'volume.name-taken' })];
    }
    if (command.type !== 'storage.RecordVolumeDeleted' && command.type !== 'storage.RecordVolumeFailed') return [];
    const { state } = await this.#executor.load({ stream: volumeStream(command.data.volumeId), decider: volumeDecider });
    const ends = state.status === 'deleting' ? command.type === 'storage.RecordVolumeDeleted' : state.status === 'making';
    const name = ends && 'body' in state ? state.body.name : null;
    return name === null ? [] : [releasePart({ kind: 'volume-name', key: name, owner: command.data.volumeId })];
  }

  async #imageClaims(command: CommandNamed<ImageCommand['type']>): Promise<readonly AnyPart[]> {
    const { imageId } = command.data;
    if (command.type === 'storage.ImportImage') {
      return [claimPart({ kind: 'image-name', key: command.data.name, owner: imageId, refusalCode: 'image.name-taken' })];
    }
    const { state } = await this.#executor.load({ stream: imageStream(imageId), decider: imageDecider });
    return state.status === 'present' && willBeGone(command, state) ? [releasePart({ kind: 'image-name', key: state.name, owner: imageId })] : [];
  }
}

const poolClaims = (command: CommandNamed<PoolCommand['type']>, known: ReturnType<PlacesView['pool']>): readonly AnyPart[] => {
  const { poolId } = command.data;
  if (command.type === 'storage.CreatePool') {
    return [claimPart({ kind: 'pool-name', key: `${command.data.hostId}/${command.data.name}`, owner: poolId, refusalCode: 'pool.name-taken' })];
  }
  const ends = command.type === 'storage.DeletePool' || command.type === 'storage.RecordPoolFailed';
  return ends && known !== undefined ? [releasePart({ kind: 'pool-name', key: `${known.hostId}/${known.name}`, owner: poolId })] : [];
};

const willBeGone = (command: CommandNamed<ImageCommand['type']>, image: Extract<Image, { status: 'present' }>): boolean => {
  if (command.type === 'storage.DeleteImage') return image.copies.size === 0;
  if (command.type === 'storage.RecordImageRemoved') return image.deleting !== null && image.copies.size === 1;
  return command.type === 'storage.RecordImageFailed' && image.copies.size === 0 && image.importing.size === 1;
};

