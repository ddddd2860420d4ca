/** Takes what is asked of this host's network part: commands are answered at once and reported, queries wait for their result. */
import type { HostPlatform, HostReport } from '@chronovisor/bus';
import type { HostEnvelope, HostReply, MessageOf, network } from '@chronovisor/contracts';
import { type Json, type Refusal, isFault, isRefusal } from '@chronovisor/kernel';
import { activateNetwork } from './activate-network.ts';
import { deactivateNetwork } from './deactivate-network.ts';
import type { HostParts } from './host-parts.ts';
import type { Lane } from './lane.ts';
import { plugNics } from './plug-nics.ts';
import { faultReply, problemIn, problemOf } from './problems.ts';
import { sweepTaps } from './sweep-taps.ts';
import { unplugNics } from './unplug-nics.ts';

type Message = MessageOf<(typeof network.networkHostMessages)[number]>;
type Work = Extract<Message, { type: 'network.ActivateNetwork' | 'network.DeactivateNetwork' }>;
type Question = Exclude<Message, Work>;
type Report = HostPlatform['report'];

const outcomeOf = async (parts: HostParts, { type, data }: Work): Promise<HostReport> => {
  const { networkId, request } = data;
  const about = { networkId, hostId: parts.hostId, request };
  const failed = (problem: unknown): HostReport => ({
    type: 'network.RecordNetworkFailed',
    version: 1,
    data: { ...about, problem },
  });
  try {
    if (type === 'network.DeactivateNetwork') {
      const refusal = await deactivateNetwork(parts, networkId);
      return refusal === null
        ? { type: 'network.RecordNetworkInactive', version: 1, data: about }
        : failed(problemIn(refusal));
    }
    const activation = await activateNetwork(parts, data);
    if (isRefusal(activation)) return failed(problemIn(activation));
    return { type: 'network.RecordNetworkActive', version: 1, data: { ...about, activation } };
  } catch (error) {
    parts.log.error({ err: error, networkId, type }, 'the host could not do it');
    return failed(problemOf(error));
  }
};

const answerOf = async (parts: HostParts, { type, data }: Question): Promise<Json | Refusal> => {
  switch (type) {
    case 'network.PlugNics':
      return plugNics(parts, data);
    case 'network.UnplugNics':
      await unplugNics(parts, data.vmId);
      return null;
    case 'network.SweepTaps':
      return sweepTaps(parts, data.running);
    default:
      return type satisfies never;
  }
};

const isWork = (message: Message): message is Work =>
  message.type === 'network.ActivateNetwork' || message.type === 'network.DeactivateNetwork';

/** `lane`: everything that changes the host, one after the other. Reports wait outside of it, for control may be away for long. */
export const createMessages = (parts: HostParts, lane: Lane, report: Report) => {
  const underWay = new Set<string>();

  const take = async (work: Work, trace: HostEnvelope['meta']): Promise<void> => {
    const { commandId } = work.data.request;
    if (underWay.has(commandId)) return;
    underWay.add(commandId);
    try {
      const outcome = await lane.run(() => outcomeOf(parts, work));
      const answer = await report(outcome, work.data.request, trace);
      if (isRefusal(answer))
        parts.log.error({ code: answer.code, commandId }, `control refused a report: ${answer.message}`);
    } catch (error) {
      // The host process ends: the next one is asked again.
      if (!isFault(error) || error.code !== 'host.closing')
        parts.log.error({ err: error, commandId }, 'a report was lost');
    } finally {
      underWay.delete(commandId);
    }
  };

  return async (envelope: HostEnvelope): Promise<HostReply> => {
    const message = envelope as unknown as Message;
    if (isWork(message)) {
      void take(message, envelope.meta);
      return { kind: 'taken' };
    }
    try {
      const answer = await lane.run(() => answerOf(parts, message));
      return (isRefusal(answer) ? answer : { kind: 'result', result: answer }) as HostReply;
    } catch (error) {
      parts.log.error({ err: error, type: message.type }, 'the host could not do it');
      return faultReply(error);
    }
  };
};
