/** The shapes that storage's deciders share. */
import type { CommandOf, MessageOf, Request, storage } from '@chronovisor/contracts';

export type StorageCommand = CommandOf<MessageOf<(typeof storage.storageCommands)[number]>>;
export type StorageEvent = MessageOf<(typeof storage.storageEvents)[number]>;
export type CommandNamed<T extends StorageCommand['type']> = Extract<StorageCommand, { type: T }>;
export type EventNamed<T extends StorageEvent['type']> = Extract<StorageEvent, { type: T }>;

/** An event of a type, with its data checked against that type. */
export const happened = <T extends StorageEvent['type']>(type: T, data: EventNamed<T>['data']): EventNamed<T> =>
  ({ type, version: 1, data }) as unknown as EventNamed<T>;

export const requestOf = (command: StorageCommand): Request => ({
  operationId: command.meta.operationId,
  commandId: command.meta.commandId,
});

export const isSame = (a: Request | null, b: Request): boolean => a !== null && a.commandId === b.commandId;
