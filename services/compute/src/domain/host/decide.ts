/** Decides what a host's word, or its silence, means. Pure: the clock's word comes as a command. */
import type { CommandOf, MessageOf, computeCommands } from '@chronovisor/contracts';
import type { Decider } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type Host, type HostEvent, noHost } from './state.ts';

export type HostCommand = Extract<
  CommandOf<MessageOf<(typeof computeCommands)[number]>>,
  { type: 'compute.RegisterHost' | 'compute.RecordHostReport' | 'compute.RecordHostLost' }
>;

const returned = (host: Exclude<Host, { status: 'unseen' }>): HostEvent => ({
  type: 'compute.HostReturned',
  version: 1,
  data: { hostId: host.facts.hostId },
});

const decide = (command: HostCommand, host: Host): readonly HostEvent[] => {
  switch (command.type) {
    case 'compute.RegisterHost': {
      const { facts } = command.data;
      if (host.status === 'unseen' || host.facts.sessionId !== facts.sessionId)
        return [{ type: 'compute.HostJoined', version: 1, data: { facts } }];
      return host.status === 'silent' ? [returned(host)] : [];
    }
    case 'compute.RecordHostReport':
      return host.status === 'silent' && host.facts.sessionId === command.data.sessionId ? [returned(host)] : [];
    case 'compute.RecordHostLost':
      if (host.status !== 'speaking') return [];
      return [
        {
          type: 'compute.HostLost',
          version: 1,
          data: { hostId: command.data.hostId, silentSeconds: command.data.silentSeconds },
        },
      ];
  }
};

export const hostDecider: Decider<HostCommand, Host, HostEvent> = { initial: noHost, decide, evolve };
