/** Takes commands about nics: chooses MAC and address, claims both in the same commit, and chooses anew what was taken. */
import type { CommandEnvelope, CommandOf, MessageOf, Reply, network } from '@chronovisor/contracts';
import {
  type AnyPart,
  type Executed,
  claimPart,
  freePart,
  missingHoldPart,
  releasePart,
} from '@chronovisor/event-store';
import { type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import { eventMeta, projectBudget, toReply } from '@chronovisor/nest';
import { networkDecider } from '../../domain/network/decide.ts';
import type { Network } from '../../domain/network/state.ts';
import { macOf, nextAddress } from '../../domain/nic/choice.ts';
import { nicDecider, objectionTo } from '../../domain/nic/decide.ts';
import type { Nic } from '../../domain/nic/state.ts';
import type { Held } from '../../projections/leases/view.ts';
import { onFreshState } from './attempts.ts';
import { networkStream, type Parts } from './network-commands.ts';

type Create = CommandOf<MessageOf<typeof network.CreateNic>>;
type Delete = CommandOf<MessageOf<typeof network.DeleteNic>>;

/** More tries than a subnet has addresses would be of no use. */
const MOST_CHOICES = 300;
/** Told only to this file: another writer was quicker with that address. */
const ADDRESS_TAKEN = 'network.address-taken';

const nicStream = (nicId: string): string => `nic-${nicId}`;
const macKey = (mac: string, nicId: string) => ({ kind: 'mac', key: mac, owner: nicId });
const addressKey = (place: { networkId: string; hostId: string; nicId: string }, address: string) => ({
  kind: 'address',
  key: `${place.networkId}/${place.hostId}/${address}`,
  owner: place.nicId,
});

/** An address counts for the project of its vm. */
const holder = (nicId: string): string => `nics/${nicId}`;

const hasNic = (executed: Executed<Nic>): executed is Executed<Nic> & { ok: true; state: { status: 'present' } } =>
  executed.ok && executed.state.status === 'present';

const answer = (envelope: CommandEnvelope, executed: Executed<Nic>): Reply =>
  toReply(envelope, executed, hasNic(executed) ? { result: executed.state.nic } : {});

const full = (name: string): Refusal =>
  refuse('network.subnet-full', `no address is free on the network ${name}`, {
    hint: 'Delete vms that are no longer needed, or use another network.',
  });

/** An address where the network gives one, held for us; null where it gives none. */
const choose = (parts: Parts, { data }: Create, on: Network): Held | null | Refusal => {
  const onHost = on.status === 'declared' ? on.hosts[data.hostId] : undefined;
  if (on.status !== 'declared' || onHost?.status !== 'active') return null;
  const { activation } = onHost;
  return (
    parts.leases.hold(data.networkId, data.hostId, (taken, last) => nextAddress(activation, taken, last)) ??
    full(on.name)
  );
};

interface Choice {
  readonly mac: string;
  readonly address: string | null;
}

const tryOnce = async (parts: Parts, command: Create, on: Network, chosen: Choice): Promise<Executed<Nic>> => {
  const { nicId, projectId = null } = command.data;
  const also: AnyPart[] = [claimPart({ ...macKey(chosen.mac, nicId), refusalCode: 'nic.mac-taken' })];
  if (chosen.address !== null) {
    const holding = { owner: holder(nicId), amounts: { addresses: 1 } };
    also.push(
      claimPart({ ...addressKey(command.data, chosen.address), refusalCode: ADDRESS_TAKEN }),
      ...(await missingHoldPart(parts.executor, projectBudget(projectId), holding)),
    );
  }
  return parts.executor.execute({
    stream: nicStream(nicId),
    decider: nicDecider,
    command: { ...command, on, chosen },
    commandId: command.meta.commandId,
    meta: eventMeta(command as CommandEnvelope),
    // Only a nic that is new claims anything: a repeat with other choices must leave no claim behind.
    expectedRevision: -1,
    also,
  });
};

const releasing = <T>(held: readonly Held[], outcome: T): T => {
  for (const one of held) one.release();
  return outcome;
};

/** Whether another choice may do better. A MAC that was asked for by the caller has no other. */
const isWorthAnother = (executed: Executed<Nic>, wanted: string | null): boolean =>
  !executed.ok &&
  (executed.refusal.code === ADDRESS_TAKEN || (executed.refusal.code === 'nic.mac-taken' && wanted === null));

/** What was given away stays held until the view has seen it; in a dry run nothing was. */
const givenBack = ({ meta }: Create, place: Held | null): readonly Held[] =>
  meta.dryRun === true && place !== null ? [place] : [];

const tryChoices = async (parts: Parts, command: Create, on: Network): Promise<Executed<Nic>> => {
  const { nicId, mac: wanted } = command.data;
  const held: Held[] = [];
  for (let choice = 0; choice < MOST_CHOICES; choice += 1) {
    const place = choose(parts, command, on);
    if (isRefusal(place)) return releasing(held, { ok: false, refusal: place });
    const mac = wanted ?? macOf(nicId, choice);
    const executed = await tryOnce(parts, command, on, { mac, address: place?.address ?? null }).catch((error) => {
      place?.release();
      throw releasing(held, error as Error);
    });
    if (executed.ok) return releasing([...held, ...givenBack(command, place)], executed);
    if (place !== null) held.push(place);
    if (!isWorthAnother(executed, wanted)) return releasing(held, executed);
  }
  return releasing(held, { ok: false, refusal: full(command.data.networkId) });
};

const create = (parts: Parts, envelope: CommandEnvelope): Promise<Reply> => {
  const command = envelope as Create;
  const { nicId, networkId } = command.data;
  const { executor } = parts;
  return parts.gate.together(networkId, async () => {
    const executed = await onFreshState(undefined, async () => {
      const { state: on } = await executor.load({ stream: networkStream(networkId), decider: networkDecider });
      const nic = { stream: nicStream(nicId), decider: nicDecider };
      const { state, revision } = await executor.load(nic);
      if (state.status === 'none') {
        const objection = objectionTo(command, on);
        return objection === null ? tryChoices(parts, command, on) : { ok: false, refusal: objection };
      }
      const chosen = { mac: '', address: null };
      const { commandId } = command.meta;
      const meta = eventMeta(envelope);
      return executor.execute({
        ...nic,
        command: { ...command, on, chosen },
        commandId,
        meta,
        expectedRevision: revision,
      });
    });
    return answer(envelope, executed);
  });
};

const remove = async (parts: Parts, envelope: CommandEnvelope): Promise<Reply> => {
  const command = envelope as Delete;
  const of = { stream: nicStream(command.data.nicId), decider: nicDecider };
  const executed = await onFreshState(undefined, async () => {
    const { state, revision } = await parts.executor.load(of);
    const also: AnyPart[] = [];
    if (state.status === 'present') {
      const { nicId, networkId, mac, address } = state.nic;
      also.push(releasePart(macKey(mac, nicId)));
      if (address !== null) {
        also.push(
          releasePart(addressKey({ networkId, hostId: state.hostId, nicId }, address)),
          freePart(projectBudget(state.projectId), [holder(nicId)]),
        );
      }
    }
    const { commandId } = command.meta;
    return parts.executor.execute({
      ...of,
      command,
      commandId,
      meta: eventMeta(envelope),
      expectedRevision: revision,
      also,
    });
  });
  return toReply(envelope, executed);
};

export const takeNicCommand = (parts: Parts, envelope: CommandEnvelope): Promise<Reply> =>
  envelope.type === 'network.CreateNic' ? create(parts, envelope) : remove(parts, envelope);
