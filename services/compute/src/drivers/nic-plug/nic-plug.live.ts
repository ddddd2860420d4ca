/** Asks the network part of the same host over the bus. */
import type { Bus } from '@chronovisor/bus';
import { type HostReply, type LaunchSpec, network } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { z } from 'zod';
import { type NicPlug, isBridged } from './nic-plug.port.ts';

/** Making a TAP takes milliseconds; a busy machine takes longer. */
const timeoutMs = 15_000;
const Taps = z.array(network.Tap);

export const liveNicPlug = (bus: Bus, hostId: string): NicPlug => {
  const ask = async (type: string, data: unknown): Promise<HostReply> => {
    const id = newId() as never;
    return bus.host(
      hostId,
      { type, version: 1, data, meta: { commandId: id, operationId: id, correlationId: id } },
      { timeoutMs },
    );
  };
  return {
    plug: async (spec) => {
      if (!isBridged(spec)) return [];
      return Taps.parse(resultOf(await ask('network.PlugNics', plugsOf(spec))));
    },
    unplug: async (vmId) => {
      resultOf(await ask('network.UnplugNics', { vmId }));
    },
    sweep: async (running) => {
      resultOf(await ask('network.SweepTaps', { running }));
    },
  };
};

const plugsOf = ({ vmId, name, nics }: LaunchSpec) => {
  const bridged = nics.filter(({ kind }) => kind !== 'user');
  return {
    vmId,
    networks: [...new Set(bridged.map(({ networkId }) => networkId))].map((networkId) => ({
      networkId,
      activation: null,
    })),
    nics: bridged.map(({ nicId, networkId, mac, address }) => ({ nicId, networkId, mac, address, hostname: name })),
  };
};

const resultOf = (reply: HostReply): unknown => {
  if (reply.kind === 'result') return reply.result;
  if (reply.kind === 'taken') return null;
  const hint = reply.kind === 'refusal' ? reply.hint : undefined;
  const retry = reply.kind === 'fault' ? reply.retry : 'never';
  throw new Fault('nic.plug-failed', reply.message, {
    retry,
    facts: { code: reply.code, ...(hint === undefined ? {} : { hint }) },
  });
};
