/**
 * Makes names, MACs, addresses and devices unique: each has a stream of its own, and who holds it is folded from that.
 * Pure. Goes into the `also` of the command that needs the thing, so that both are recorded or neither.
 *
 *   free --Claim--> held by owner --Release by owner--> free
 */
import { refuse, type Decider, type Refusal } from '@chronovisor/kernel';
import type { AnyPart } from '../execute/plan.ts';

export interface Claim {
  readonly type: 'Claim';
  /** What sort of thing: `vm-name`, `mac`, `address`, `device`. */
  readonly kind: string;
  readonly key: string;
  /** Id of the one that holds it. */
  readonly owner: string;
  /** Refusal code when another holds it; `claim.taken` when not given. */
  readonly refusalCode?: string;
}

export interface Release {
  readonly type: 'Release';
  readonly kind: string;
  readonly key: string;
  readonly owner: string;
}

export type ClaimCommand = Claim | Release;

export interface ClaimEvent {
  readonly type: 'claims.Claimed' | 'claims.Released';
  readonly version: 1;
  readonly data: { readonly kind: string; readonly key: string; readonly owner: string };
}

export type ClaimState = { readonly status: 'free' } | { readonly status: 'held'; readonly owner: string };

const taken = ({ kind, key, refusalCode = 'claim.taken' }: Claim, holder: string): Refusal =>
  refuse(refusalCode, `the ${kind.replaceAll('-', ' ')} ${key} is taken`, {
    hint: `It is held by ${holder}. Choose another one.`,
  });

const claim = (command: Claim, state: ClaimState): readonly ClaimEvent[] | Refusal => {
  const { kind, key, owner } = command;
  if (state.status === 'free') return [{ type: 'claims.Claimed', version: 1, data: { kind, key, owner } }];
  return state.owner === owner ? [] : taken(command, state.owner);
};

/** Releasing what another holds does nothing: a late release must not free what was given on. */
const release = ({ kind, key, owner }: Release, state: ClaimState): readonly ClaimEvent[] =>
  state.status === 'held' && state.owner === owner
    ? [{ type: 'claims.Released', version: 1, data: { kind, key, owner } }]
    : [];

export const claims: Decider<ClaimCommand, ClaimState, ClaimEvent> = {
  initial: { status: 'free' },
  decide: (command, state) => (command.type === 'Claim' ? claim(command, state) : release(command, state)),
  evolve: (_state, event) =>
    event.type === 'claims.Claimed' ? { status: 'held', owner: event.data.owner } : { status: 'free' },
};

// The dash separates kind and key, hence none may stand in the kind; no two things share a stream.
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

export const claimStream = (kind: string, key: string): string =>
  `claim-${escaped(kind).replaceAll('-', '%2D')}-${escaped(key)}`;

/** A part for `also`. */
export const claimPart = (thing: Omit<Claim, 'type'>): AnyPart => ({
  stream: claimStream(thing.kind, thing.key),
  decider: claims,
  command: { type: 'Claim', ...thing } satisfies Claim,
});

/** A part for `also`. */
export const releasePart = (thing: Omit<Release, 'type'>): AnyPart => ({
  stream: claimStream(thing.kind, thing.key),
  decider: claims,
  command: { type: 'Release', ...thing } satisfies Release,
});
