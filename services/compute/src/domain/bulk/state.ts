/**
 * What the decider remembers of one order to many vms.
 *
 *   each vm: waiting --sent--> sent --ended--> ended; halted or blocked: waiting ---> ended
 *   one that goes off and comes back: waiting --sent--> sent --turned--> half --sent--> sent --ended--> ended
 *   the whole: running --nothing under way, nothing to come--> over
 */
import type { BulkEdge, BulkItem, MessageOf, Problem, Request, bulkEvents } from '@chronovisor/contracts';
import { canonicalJson } from '@chronovisor/kernel';

export type BulkEvent = MessageOf<(typeof bulkEvents)[number]>;
type Began = Extract<BulkEvent, { type: 'compute.BulkStarted' }>['data'];

export type Outcome = 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export type Stage =
  | { readonly is: 'waiting' }
  /** `isBack`: the second of two orders. */
  | { readonly is: 'sent'; readonly operationId: string; readonly isBack: boolean }
  | { readonly is: 'half' }
  /** `wentOff`: its first order of two was carried out. */
  | {
      readonly is: 'ended';
      readonly outcome: Outcome;
      readonly problem: Problem | null;
      readonly wentOff: boolean;
    };

/** The first order of two is carried out. */
export const isHalfOver = (stage: Stage): boolean => stage.is === 'half' || (stage.is === 'sent' && stage.isBack);

/** Something to be true of a vm before others may begin, beyond that its own order was carried out. */
export interface Check {
  readonly key: string;
  readonly edge: BulkEdge;
}

export type CheckStage =
  | { readonly is: 'waiting' }
  | { readonly is: 'sent'; readonly operationId: string }
  | { readonly is: 'held' }
  | { readonly is: 'failed'; readonly problem: Problem };

/** In pieces, of which a change copies one: ten thousand stages are not copied for each that changes. */
export type Stages = readonly (readonly Stage[])[];
const WIDTH = 64;

export const WAITING: Stage = { is: 'waiting' };

export const stagesOf = (length: number): Stages =>
  Array.from({ length: Math.ceil(length / WIDTH) }, (_, piece) =>
    Array.from({ length: Math.min(WIDTH, length - piece * WIDTH) }, () => WAITING),
  );

export const stageAt = (stages: Stages, index: number): Stage =>
  stages[Math.floor(index / WIDTH)]?.[index % WIDTH] ?? WAITING;

export const withStages = (stages: Stages, changes: ReadonlyMap<number, Stage>): Stages => {
  const byPiece = Map.groupBy(changes, ([index]) => Math.floor(index / WIDTH));
  return stages.map((piece, at) => {
    const own = byPiece.get(at);
    return own === undefined ? piece : piece.map((stage, offset) => changes.get(at * WIDTH + offset) ?? stage);
  });
};

export interface Counts {
  readonly waiting: number;
  readonly sent: number;
  /** Off, and to come back. */
  readonly half: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** What was asked for; never changes. */
export interface Plan {
  readonly operationId: string;
  readonly action: Began['action'];
  readonly order: Began['order'];
  readonly request: Request;
  readonly concurrency: number;
  readonly onError: Began['onError'];
  readonly items: readonly BulkItem[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly checks: ReadonlyMap<string, Check>;
  /** Whether any waits for another. */
  readonly hasEdges: boolean;
}

export interface RunningBulk {
  readonly kind: 'running';
  readonly plan: Plan;
  readonly stages: Stages;
  readonly checks: ReadonlyMap<string, CheckStage>;
  /** Why nothing more is sent; null while things are. */
  readonly halted: 'cancelled' | 'error' | null;
  readonly counts: Counts;
  /** None before it is waiting. */
  readonly first: number;
}

export type Bulk = { readonly kind: 'none' } | { readonly kind: 'over' } | RunningBulk;
export const noBulk: Bulk = { kind: 'none' };

/** Null where it is enough that the other's order was carried out. Two that wait for the same share one. */
export const checkKeyOf = ({ vmId, until, timeoutSeconds }: BulkEdge): string | null =>
  until.type === 'running' ? null : `${vmId} ${timeoutSeconds} ${canonicalJson(until)}`;

const checksOf = (items: readonly BulkItem[]): ReadonlyMap<string, Check> => {
  const edges = items.flatMap(({ after = [], back }) => [...after, ...(back?.after ?? [])]);
  return new Map(
    edges.flatMap((edge) => {
      const key = checkKeyOf(edge);
      return key === null ? [] : [[key, { key, edge }] as const];
    }),
  );
};

export const planOf = (began: Began): Plan => {
  const { operationId, action, order, request, concurrency, onError, items } = began;
  return {
    ...{ operationId, action, order, request, concurrency, onError, items },
    indexOf: new Map(items.map(({ vmId }, index) => [vmId, index])),
    checks: checksOf(items),
    hasEdges: items.some(({ after = [], back }) => after.length > 0 || back !== undefined),
  };
};

export const stageOf = ({ plan, stages }: RunningBulk, vmId: string): Stage | null => {
  const index = plan.indexOf.get(vmId);
  return index === undefined ? null : stageAt(stages, index);
};
