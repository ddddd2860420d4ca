/** How a message is declared: once, here, as data from which types, validation and documents follow. */
import { z } from 'zod';

export type OperationEnd = 'succeeded' | 'failed' | 'cancelled';

interface Definition<Kind extends string, Type extends string, Data extends z.ZodType> {
  readonly kind: Kind;
  readonly type: Type;
  readonly version: number;
  /** One sentence: what it means, and for a command when it is legal. */
  readonly doc: string;
  readonly data: Data;
}

export type CommandDefinition<T extends string = string, D extends z.ZodType = z.ZodType> = Definition<'command', T, D>;
export type HostCommandDefinition<T extends string = string, D extends z.ZodType = z.ZodType> = Definition<
  'host-command',
  T,
  D
>;
export interface HostQueryDefinition<
  T extends string = string,
  D extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> extends Definition<'host-query', T, D> {
  readonly result: R;
}
export interface EventDefinition<T extends string = string, D extends z.ZodType = z.ZodType> extends Definition<
  'event',
  T,
  D
> {
  /** The operation type this event begins; its data then has `request`. */
  readonly opens?: string;
  /** How this event ends the operation or step named by `data.request`. */
  readonly ends?: OperationEnd;
}

export const command = <T extends string, S extends z.ZodRawShape>(type: T, doc: string, shape: S) =>
  ({ kind: 'command', type, version: 1, doc, data: z.strictObject(shape) }) as const;

export const hostCommand = <T extends string, S extends z.ZodRawShape>(type: T, doc: string, shape: S) =>
  ({ kind: 'host-command', type, version: 1, doc, data: z.strictObject(shape) }) as const;

export const hostQuery = <T extends string, S extends z.ZodRawShape, R extends z.ZodType>(
  type: T,
  doc: string,
  shape: S,
  result: R,
) => ({ kind: 'host-query', type, version: 1, doc, data: z.strictObject(shape), result }) as const;

export const event = <T extends string, S extends z.ZodRawShape>(
  type: T,
  doc: string,
  shape: S,
  role: { readonly opens?: string; readonly ends?: OperationEnd } = {},
) => ({ kind: 'event', type, version: 1, doc, data: z.strictObject(shape), ...role }) as const;

/** The message a definition (or a union of them) describes. */
export type MessageOf<D> = D extends { type: infer T extends string; version: number; data: infer S extends z.ZodType }
  ? { readonly type: T; readonly version: number; readonly data: z.infer<S> }
  : never;
