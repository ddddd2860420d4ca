/** Decides what a host's word, or its silence, means. Pure: the clock's word comes as a command. */
import {
  type BeginAutostart,
  type CommandOf,
  MOST_LABELS,
  type MessageOf,
  USUAL_OVERCOMMIT,
  type computeCommands,
  type hostSettingCommands,
} from '@chronovisor/contracts';
import { type Decider, type Refusal, canonicalJson, isRefusal, refuse, relabelled } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type StrangerCommand, decideStrangers } from './strangers.ts';
import { type Host, type HostEvent, type Settings, noHost } from './state.ts';

export type HostCommand =
  | Extract<
      CommandOf<MessageOf<(typeof computeCommands)[number]>>,
      { type: 'compute.RegisterHost' | 'compute.RecordHostReport' | 'compute.RecordHostLost' }
    >
  | CommandOf<MessageOf<(typeof hostSettingCommands)[number]>>
  | CommandOf<MessageOf<typeof BeginAutostart>>
  | StrangerCommand;

const returned = (host: Exclude<Host, { status: 'unseen' }>): HostEvent => ({
  type: 'compute.HostReturned',
  version: 1,
  data: { hostId: host.facts.hostId },
});

/** What nobody has said is as usual. */
export const settingsOf = (host: Host): Settings =>
  (host.status === 'unseen' ? null : host.settings) ?? { labels: {}, overcommit: USUAL_OVERCOMMIT };

const notFound = (hostId: string): Refusal =>
  refuse('host.not-found', `there is no host ${hostId}`, { hint: 'List the hosts.' });

const update = (
  { data, meta }: Extract<HostCommand, { type: 'compute.UpdateHost' }>,
  host: Host,
): readonly HostEvent[] | Refusal => {
  const { hostId, changes } = data;
  if (host.status === 'unseen') return notFound(hostId);
  const before = settingsOf(host);
  const labels = relabelled(
    { noun: 'host', name: host.facts.name, most: MOST_LABELS },
    before.labels,
    changes.labels ?? {},
  );
  if (isRefusal(labels)) return labels;
  const { vcpus = before.overcommit.vcpus, memory = before.overcommit.memory } = changes.overcommit ?? {};
  const settings = { labels: labels ?? before.labels, overcommit: { vcpus, memory } };
  if (canonicalJson(settings) === canonicalJson(before)) return [];
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  return [{ type: 'compute.HostUpdated', version: 1, data: { hostId, settings, request } }];
};

const strangers = (command: StrangerCommand, host: Host): readonly HostEvent[] | Refusal => {
  if (host.status !== 'unseen') return decideStrangers(command, host);
  return command.type === 'compute.RepairHostDrift' ? notFound(command.data.hostId) : [];
};

const decide = (command: HostCommand, host: Host): readonly HostEvent[] | Refusal => {
  switch (command.type) {
    case 'compute.RegisterHost': {
      const { facts } = command.data;
      if (host.status === 'unseen' || host.facts.sessionId !== facts.sessionId)
        return [{ type: 'compute.HostJoined', version: 1, data: { facts } }];
      return host.status === 'silent' ? [returned(host)] : [];
    }
    case 'compute.UpdateHost':
      return update(command, host);
    case 'compute.RecordHostReport':
      return host.status === 'silent' && host.facts.sessionId === command.data.sessionId ? [returned(host)] : [];
    case 'compute.BeginAutostart':
      if (host.status === 'unseen' || host.booted !== command.data.bootId) return [];
      return [{ type: 'compute.HostAutostarted', version: 1, data: { ...command.data } }];
    case 'compute.RecordHostLost':
      if (host.status !== 'speaking') return [];
      return [
        {
          type: 'compute.HostLost',
          version: 1,
          data: { hostId: command.data.hostId, silentSeconds: command.data.silentSeconds },
        },
      ];
    default:
      return strangers(command, host);
  }
};

export const hostDecider: Decider<HostCommand, Host, HostEvent> = { initial: noHost, decide, evolve };
