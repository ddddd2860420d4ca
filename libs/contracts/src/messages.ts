/** What travels around a message: who asks, which operation it belongs to, and how the answer looks. */
import { z } from 'zod';
import { Amounts } from './amounts.ts';
import { CommandId, OperationId } from './ids.ts';
import { Timestamp } from './units.ts';

/** Who acts. `source` is the network address the request came from, where there is one. */
export const Actor = z.strictObject({
  kind: z.enum(['user', 'host', 'system']),
  id: z.string().min(1).max(200),
  source: z.string().max(100).optional(),
});
export type Actor = z.infer<typeof Actor>;

/** Which operation a piece of work belongs to, and which command it answers. For work of one step both ids are equal. */
export const Request = z.strictObject({ operationId: OperationId, commandId: CommandId });
export type Request = z.infer<typeof Request>;

/** Why something ended badly; also the body of an operation's `problem`. */
export const Problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  facts: z.record(z.string(), z.json()).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const CommandMeta = z.strictObject({
  commandId: CommandId,
  operationId: OperationId,
  /** One id from the first request to the last event; 32 hex digits of the trace where there is one. */
  correlationId: z.string().min(1).max(100),
  /** Id of the event or command that led to this one. */
  causationId: z.string().max(100).optional(),
  actor: Actor,
  /** What somebody asked for at the edge, such as `createVm`; only on the command their request became. */
  action: z.string().max(200).optional(),
  at: Timestamp,
  traceparent: z.string().max(100).optional(),
  /** Stream revision the caller saw (If-Match). */
  expectedRevision: z.int().nonnegative().optional(),
  /** Decide as ever, record nothing, and say in the reply what would be recorded. */
  dryRun: z.literal(true).optional(),
});
export type CommandMeta = z.infer<typeof CommandMeta>;

/** A command on the wire, before its data is checked against its own definition. */
export const CommandEnvelope = z.strictObject({
  type: z.string().max(100),
  version: z.int().positive(),
  data: z.unknown(),
  meta: CommandMeta,
});
export type CommandEnvelope = z.infer<typeof CommandEnvelope>;

/** A command as deciders take it. */
export type CommandOf<M> = M extends { type: string; data: unknown } ? M & { readonly meta: CommandMeta } : never;

export const RefusalBody = z.strictObject({
  kind: z.literal('refusal'),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  blockedBy: z.string().optional(),
});

export const FaultBody = z.strictObject({
  kind: z.literal('fault'),
  code: z.string(),
  message: z.string(),
  retry: z.enum(['later', 'never', 'look-first']),
});

/** A step that would be taken in the name of a command, with the steps it waits for. */
export const ForeseenStep = z.strictObject({
  name: z.string(),
  after: z.array(z.string()),
  /** Whether it is taken back when a later one fails. */
  undo: z.boolean(),
});
export type ForeseenStep = z.infer<typeof ForeseenStep>;

/** What would become of one of many vms: taken, `unchanged` when nothing would have to be done, `joins` when the same is under way. */
export const ForeseenVm = z.strictObject({
  vmId: z.string(),
  name: z.string(),
  outcome: z.enum(['taken', 'unchanged', 'joins', 'refused', 'skipped']),
  /** Without their data: there may be ten thousand vms in one answer. */
  events: z.array(z.strictObject({ type: z.string(), stream: z.string() })),
  steps: z.array(z.string()),
  /** The operation under way that asks the same already. */
  joins: OperationId.nullable(),
  problem: Problem.nullable(),
});
export type ForeseenVm = z.infer<typeof ForeseenVm>;

/** An order to many: what would become of each, in the order of sending, and what the budgets would come to after all of them. */
export const ForeseenBulk = z.strictObject({
  vms: z.array(ForeseenVm),
  budgets: z.array(z.strictObject({ kind: z.string(), id: z.string(), used: Amounts })),
});
export type ForeseenBulk = z.infer<typeof ForeseenBulk>;

/** What a command would have led to. */
export const Foreseen = z.strictObject({
  events: z.array(z.strictObject({ type: z.string(), version: z.int(), stream: z.string(), data: z.json() })),
  steps: z.array(ForeseenStep),
  bulk: ForeseenBulk.optional(),
});
export type Foreseen = z.infer<typeof Foreseen>;

export const Accepted = z.strictObject({
  kind: z.literal('accepted'),
  /** Store position from which a view shows what this command did. */
  position: z.int().nonnegative(),
  /** Revision of the main stream afterwards. */
  revision: z.int().nonnegative().nullable(),
  /** True when this command id had been accepted before. */
  duplicate: z.boolean(),
  /** The command whose outcome event ends this work; null when it is already done. */
  awaits: CommandId.nullable(),
  /** The operation that shows it; null when nothing had to be done. */
  operationId: OperationId.nullable(),
  result: z.json().optional(),
  /** Of a dry run alone. */
  foreseen: Foreseen.optional(),
});
export type Accepted = z.infer<typeof Accepted>;

/** The answer to every command. */
export const Reply = z.discriminatedUnion('kind', [Accepted, RefusalBody, FaultBody]);
export type Reply = z.infer<typeof Reply>;

/** The answer of a host: it has taken the command and will report, it gives a query's result, or it says no. */
export const HostReply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('taken') }),
  z.strictObject({ kind: z.literal('result'), result: z.json() }),
  RefusalBody,
  FaultBody,
]);
export type HostReply = z.infer<typeof HostReply>;

/** A command or query on its way to a host. */
export const HostEnvelope = z.strictObject({
  type: z.string().max(100),
  version: z.int().positive(),
  data: z.unknown(),
  meta: z.strictObject({
    commandId: CommandId,
    operationId: OperationId,
    correlationId: z.string().max(100),
    traceparent: z.string().max(100).optional(),
  }),
});
export type HostEnvelope = z.infer<typeof HostEnvelope>;
