/** QEMU's machine protocol: one client for one monitor. */
export type { OobCommandName, QmpCommands } from '../generated/commands.ts';
export type { QmpEvents } from '../generated/events.ts';
export type * as shapes from '../generated/shapes.ts';
export type {
  CallOptions,
  QmpArguments,
  QmpClient,
  QmpCommandName,
  QmpReturns,
  QuitOutcome,
  WaitOptions,
} from './client.ts';
export { connectQmp, isQmpRefusal, type ConnectOptions } from './connect.ts';
export type { QmpEvent, QmpEventName, QmpEventOf, QmpListener } from './listeners.ts';
export type { QmpClosed } from './session.ts';
export type { OnTrace, QmpTraceEntry } from './trace.ts';
