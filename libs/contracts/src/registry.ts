/** All messages by type: what the wire parses with, the documents list and the tests walk. */
import { autostartCommands, autostartEvents } from './compute/autostart.ts';
import { auditCommands, auditEvents } from './audit/messages.ts';
import { budgetEvents } from './budgets.ts';
import { claimEvents } from './claims.ts';
import { bulkCommands, bulkEvents, bulkRefusals } from './compute/bulk.ts';
import { computeCommands } from './compute/commands.ts';
import { dependencyCommands, dependencyEvents, dependencyRefusals } from './compute/dependencies.ts';
import { computeEvents } from './compute/events.ts';
import { groupCommands, groupEvents, groupRefusals } from './compute/groups.ts';
import { hostSettingCommands, hostSettingEvents, hostSettingRefusals } from './compute/host-settings.ts';
import { strangerCommands, strangerEvents, strangerRefusals } from './compute/strangers.ts';
import { computeHostMessages } from './compute/host.ts';
import { readinessCommands, readinessEvents, readinessHostMessages, readinessRefusals } from './compute/readiness.ts';
import { projectCommands, projectEvents, projectRefusals } from './compute/projects.ts';
import { computeRefusals } from './compute/refusals.ts';
import { scheduleCommands, scheduleEvents, scheduleRefusals } from './compute/schedules.ts';
import type { CommandDefinition, EventDefinition, HostCommandDefinition, HostQueryDefinition } from './define.ts';
import { gatewayCommands, gatewayEvents, gatewayRefusals } from './gateway/messages.ts';
import { DeliveriesRecorded, webhookCommands, webhookEvents, webhookRefusals } from './gateway/webhooks.ts';
import { networkCommands } from './network/commands.ts';
import { networkEvents } from './network/events.ts';
import { networkHostMessages } from './network/host.ts';
import { networkRefusals } from './network/refusals.ts';
import {
  passthroughCommands,
  passthroughEvents,
  passthroughHostMessages,
  passthroughRefusals,
} from './passthrough/messages.ts';
import { sagaCommands, sagaEvents, sagaRefusals } from './saga/messages.ts';
import { storageCommands } from './storage/commands.ts';
import { storageEvents } from './storage/events.ts';
import { storageHostMessages } from './storage/host.ts';
import { storageRefusals } from './storage/refusals.ts';

const byType = <D extends { readonly type: string }>(list: readonly D[]): ReadonlyMap<string, D> =>
  new Map(list.map((d) => [d.type, d]));

export const commandRegistry = byType<CommandDefinition>([
  ...computeCommands,
  ...groupCommands,
  ...dependencyCommands,
  ...readinessCommands,
  ...bulkCommands,
  ...projectCommands,
  ...scheduleCommands,
  ...hostSettingCommands,
  ...strangerCommands,
  ...autostartCommands,
  ...storageCommands,
  ...networkCommands,
  ...passthroughCommands,
  ...auditCommands,
  ...gatewayCommands,
  ...webhookCommands,
  ...sagaCommands,
]);

export const eventRegistry = byType<EventDefinition>([
  ...computeEvents,
  ...groupEvents,
  ...dependencyEvents,
  ...readinessEvents,
  ...bulkEvents,
  ...projectEvents,
  ...scheduleEvents,
  ...hostSettingEvents,
  ...strangerEvents,
  ...autostartEvents,
  ...storageEvents,
  ...networkEvents,
  ...passthroughEvents,
  ...auditEvents,
  ...gatewayEvents,
  ...webhookEvents,
  DeliveriesRecorded,
  ...sagaEvents,
  ...claimEvents,
  ...budgetEvents,
]);

export const hostRegistry = byType<HostCommandDefinition | HostQueryDefinition>([
  ...computeHostMessages,
  ...readinessHostMessages,
  ...storageHostMessages,
  ...networkHostMessages,
  ...passthroughHostMessages,
]);

/** Every refusal code and the class of answer it gets. */
export const refusalClasses = {
  ...computeRefusals,
  ...groupRefusals,
  ...dependencyRefusals,
  ...readinessRefusals,
  ...bulkRefusals,
  ...projectRefusals,
  ...scheduleRefusals,
  ...hostSettingRefusals,
  ...strangerRefusals,
  ...storageRefusals,
  ...networkRefusals,
  ...passthroughRefusals,
  ...gatewayRefusals,
  ...webhookRefusals,
  ...sagaRefusals,
  'claim.taken': 'conflict',
} as const;
export type RefusalCode = keyof typeof refusalClasses;

/** The name an event has outside: `compute.VmStartRequested` is `vm.start-requested`, `claims.Claimed` is `claims.claimed`. */
export const publicEventType = (type: string): string => {
  const [service = '', name = ''] = type.split('.');
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split('-');
  if (service === 'saga' || words.length === 1) return `${service}.${words.join('-')}`;
  return `${words[0]}.${words.slice(1).join('-')}`;
};
