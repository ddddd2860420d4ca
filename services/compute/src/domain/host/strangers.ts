/** Decides what becomes of folders and processes on a host that are of no vm: told once, and removed only when somebody asks. */
import type { CommandOf, MessageOf, strangerCommands } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { Host, HostEvent, KnownStranger } from './state.ts';

export type StrangerCommand = CommandOf<MessageOf<(typeof strangerCommands)[number]>>;
type Named<T extends StrangerCommand['type']> = Extract<StrangerCommand, { type: T }>;
type SeenHost = Exclude<Host, { status: 'unseen' }>;

const happened = <T extends HostEvent['type']>(type: T, data: Extract<HostEvent, { type: T }>['data']): HostEvent =>
  ({ type, version: 1, data }) as unknown as HostEvent;

/** The picture of a process that is gone says nothing. */
const seen = ({ data }: Named<'compute.RecordHostStrangers'>, host: SeenHost): readonly HostEvent[] => {
  if (host.facts.sessionId !== data.sessionId) return [];
  const { hostId, strangers = [] } = data;
  const gone = host.strangers.filter(
    ({ field, repair }) => repair === null && !strangers.some((stranger) => stranger.field === field),
  );
  const isKnown = (field: string): boolean => host.strangers.some((known) => known.field === field);
  return [
    ...gone.map(({ field }) => happened('compute.HostDriftCleared', { hostId, field })),
    ...strangers
      .filter(({ field }) => !isKnown(field))
      .map((stranger) => happened('compute.HostDriftDetected', { hostId, ...stranger })),
  ];
};

const chosen = ({ data: { field } }: Named<'compute.RepairHostDrift'>, host: SeenHost): KnownStranger | Refusal => {
  const { strangers, facts } = host;
  if (field === undefined && strangers.length > 1) {
    const fields = strangers.map((stranger) => stranger.field).join(', ');
    return refuse('host.several-drifts', `${facts.name} has ${fields}`, {
      hint: 'Say which one is meant: field.',
      errors: [{ pointer: '/field', detail: `one of ${fields}` }],
    });
  }
  const found = field === undefined ? strangers[0] : strangers.find((stranger) => stranger.field === field);
  return (
    found ??
    refuse('host.no-drift', `${facts.name} has nothing of the kind that is of no vm`, {
      hint: 'There is nothing to repair.',
    })
  );
};

const repair = (command: Named<'compute.RepairHostDrift'>, host: SeenHost): readonly HostEvent[] | Refusal => {
  const stranger = chosen(command, host);
  if ('kind' in stranger) return stranger;
  if (stranger.repair !== null) return [];
  const { operationId, commandId } = command.meta;
  const { field, startTicks } = stranger;
  const request = { operationId, commandId };
  return [happened('compute.HostDriftRepairRequested', { hostId: host.facts.hostId, field, startTicks, request })];
};

const repaired = ({ data }: Named<'compute.RecordHostDriftRepaired'>, host: SeenHost): readonly HostEvent[] => {
  const { hostId, field, problem, request } = data;
  const known = host.strangers.find((stranger) => stranger.field === field);
  if (known?.repair?.commandId !== request.commandId) return [];
  return [
    problem === null
      ? happened('compute.HostDriftRepaired', { hostId, field, request })
      : happened('compute.HostDriftRepairFailed', { hostId, field, problem, request }),
  ];
};

export const decideStrangers = (command: StrangerCommand, host: SeenHost): readonly HostEvent[] | Refusal => {
  switch (command.type) {
    case 'compute.RecordHostStrangers':
      return seen(command, host);
    case 'compute.RepairHostDrift':
      return repair(command, host);
    case 'compute.RecordHostDriftRepaired':
      return repaired(command, host);
  }
};
